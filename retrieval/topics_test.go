package retrieval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/retrieval"
)

func TestBuiltInTopics(t *testing.T) {
	all := topics(t).All()
	if len(all) < 100 {
		t.Fatalf("%d topics", len(all))
	}
	keys := map[string]bool{}
	for _, topic := range all {
		if keys[topic.Key] {
			t.Errorf("two topics have the key %q", topic.Key)
		}
		keys[topic.Key] = true
		if topic.Key != strings.ToLower(topic.Key) {
			t.Errorf("the key %q has capitals", topic.Key)
		}
		if found, ok := topics(t).Find(topic.Key); !ok || found.Key != topic.Key {
			t.Errorf("the key %q finds %q", topic.Key, found.Key)
		}
	}
}

// shared is the names that two topics may have in common, as "name: topics".
// Any other name that finds one topic and stands under another is a mistake: it
// would silently mean only the first.
var shared = map[string]bool{
	"Davos: switzerland wef": true, // the town and what meets there
}

func TestNamesFindTheirTopic(t *testing.T) {
	for _, topic := range topics(t).All() {
		for _, name := range append([]string{topic.Name, topic.Korean}, topic.Aliases...) {
			if name == "" {
				continue
			}
			found, ok := topics(t).Find(name)
			if collision := name + ": " + found.Key + " " + topic.Key; !ok || found.Key != topic.Key && !shared[collision] {
				t.Errorf("%q of %q finds %q", name, topic.Key, found.Key)
			}
		}
	}
}

func TestTopicsAreListedByKindAndName(t *testing.T) {
	order := map[string]int{retrieval.KindPartner: 0, retrieval.KindAgreement: 1, retrieval.KindIndustry: 2, retrieval.KindInstitution: 3}
	all := topics(t).All()
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if order[a.Kind] > order[b.Kind] || a.Kind == b.Kind && a.Name > b.Name {
			t.Errorf("%s %q stands before %s %q", a.Kind, a.Name, b.Kind, b.Name)
		}
	}
}

func TestFindTopic(t *testing.T) {
	for _, c := range []struct{ name, key string }{
		{"eu", "eu"}, {"EU", "eu"}, {"European Union", "eu"}, {"the European Union", "eu"}, {"BRUSSELS", "eu"}, {"유럽연합", "eu"},
		{"U.S.", "us"}, {"usa", "us"}, {"Washington, D.C.", "us"}, {"  united   states ", "us"},
		{"Türkiye", "turkiye"}, {"turkiye", "turkiye"}, {"New-Zealand", "new-zealand"},
		{"Atlantis", ""}, {"", ""}, {"?!", ""},
	} {
		if got, ok := topics(t).Find(c.name); got.Key != c.key || ok != (c.key != "") {
			t.Errorf("%q finds %q, %t; want %q", c.name, got.Key, ok, c.key)
		}
	}
}

func TestNearestTopics(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"europ", "eu"}, {"germny", "germany"}, {"norwy", "norway"}, {"semiconducter", "chips"}, {"vietnm", "vietnam"},
	} {
		near := topics(t).Nearest(c.typed, 3)
		if len(near) == 0 || near[0].Key != c.want {
			t.Errorf("nearest to %q: %v", c.typed, near)
		}
		if len(near) > 3 {
			t.Errorf("%d topics are near %q", len(near), c.typed)
		}
	}
	for _, typed := range []string{"zzzzzz", "nosuch", "", "?"} {
		if near := topics(t).Nearest(typed, 3); len(near) > 0 {
			t.Errorf("near %q: %v", typed, near)
		}
	}
	first := topics(t).Nearest("ko", 10)
	for range 100 {
		for i, topic := range topics(t).Nearest("ko", 10) {
			if topic.Key != first[i].Key {
				t.Fatalf("place %d is %q, then %q", i, first[i].Key, topic.Key)
			}
		}
	}
}

func topicsFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUserTopicsJoin(t *testing.T) {
	path := topicsFile(t, `
- {key: atlantis, name: Atlantis, kind: partner, aliases: [Atlantean, 아틀란티스]}
- {key: eu, name: European Union, kind: partner, aliases: [the bloc, Berlaymont]}
`)
	mine, err := retrieval.LoadTopics(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]string{"atlantean": "atlantis", "아틀란티스": "atlantis", "Berlaymont": "eu", "Brussels": "eu", "bloc": ""} {
		if got, _ := mine.Find(name); got.Key != key {
			t.Errorf("%q finds %q, want %q", name, got.Key, key)
		}
	}
	if len(mine.All()) != len(topics(t).All())+1 {
		t.Errorf("%d topics after %d", len(mine.All()), len(topics(t).All()))
	}
	if _, ok := topics(t).Find("Berlaymont"); ok {
		t.Error("a user's alias has reached the built-in topics")
	}
}

func TestUserTopicsHideAndReplace(t *testing.T) {
	mine, err := retrieval.LoadTopics(topicsFile(t, `
- {key: cbam, hide: true}
- {key: eu, replace: true, name: The Bloc, kind: partner, aliases: [Berlaymont]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]string{"CBAM": "", "Berlaymont": "eu", "the bloc": "eu", "Brussels": "", "Japan": "japan"} {
		if got, _ := mine.Find(name); got.Key != key {
			t.Errorf("%q finds %q, want %q", name, got.Key, key)
		}
	}
}

func TestTopicsIn(t *testing.T) {
	for text, want := range map[string]bool{"They met in Brussels.": true, "Steel quotas fell.": false, "": false} {
		if got := topics(t).In(text, []string{"EU", "no such topic"}); got != want {
			t.Errorf("%q names the EU: %t", text, got)
		}
	}
}

func TestUserTopicsMistakes(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"no list", "key: eu", "mine.yaml"},
		{"unknown field", "- {key: eu, name: EU, kind: partner}\n- {key: x, name: X, kind: partner, alias: [Y]}", "[2:"},
		{"not YAML", "- {key: eu\n- [", "mine.yaml"},
		{"no key", "- {name: X, kind: partner}", "topic 1: key is missing"},
		{"a space in a key", "- {key: a b, name: X, kind: partner}", "topic 1: key is missing or has a space"},
		{"no name", "- {key: eu, name: EU, kind: partner}\n- {key: x, kind: partner}", `topic 2: "x" has no name`},
		{"hides what is not there", "- {key: atlantis, hide: true}", `there is no topic "atlantis" to hide or replace`},
		{"hidden and more", "- {key: eu, hide: true, name: EU}", `topic 1: "eu" is hidden, so that nothing else can be said of it`},
		{"unknown kind", "- {key: x, name: X, kind: planet}", `topic 1: "x" is of kind "planet"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := topicsFile(t, c.content)
			_, err := retrieval.LoadTopics(path)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want the file and %q", err, c.want)
			}
		})
	}
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	if _, err := retrieval.LoadTopics(missing); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("a file that is not there: %v", err)
	}
}
