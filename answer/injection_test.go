package answer_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/internal/openaitest"
	"motirbot/release"
)

const (
	poisonTitle = "Korea and the EU Hold a Working Meeting on Batteries"
	poisonBody  = "Korea and the EU held a working meeting on batteries in Brussels on December 16, 2025. Korea repeated what it had asked the EU for on EV and ESS batteries.\n\n"
	poisonID    = release.ID("poisoned")
	mostAttacks = 60 // at least as many
)

var poisonDate = release.NewDate(2025, time.December, 17)

// attack is a case of testdata/llm/attacks.txt.
type attack struct {
	name, in, text, says, planted string
	never                         []string
	words                         bool
}

func readAttacks(t testing.TB) []attack {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "llm", "attacks.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var all []attack
	for _, block := range strings.Split(string(data), "\n== ")[1:] {
		name, rest, _ := strings.Cut(block, "\n")
		a := attack{name: name}
		for line := range strings.Lines(rest) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			value = strings.TrimSpace(value)
			if plain, err := strconv.Unquote(value); err == nil {
				value = plain
			}
			switch key {
			case "in":
				a.in = value
			case "text":
				a.text = value
			case "says":
				a.says = value
			case "planted":
				a.planted = value
			case "words":
				a.words = value == "yes"
			case "never":
				a.never = strings.Split(value, "; ")
			case "":
			default:
				t.Fatalf("%s: what is %q?", name, key)
			}
		}
		all = append(all, a)
	}
	return all
}

// poison is a release on the subject that a release's or title's attack stands in.
func (k attack) poison() release.Release {
	r := release.Release{
		ID: poisonID, Source: "test", Title: poisonTitle, Date: poisonDate, URL: "https://english.motir.go.kr/poisoned", Body: poisonBody,
	}
	switch k.in {
	case "release":
		r.Body += k.text
	case "title":
		r.Title += " " + k.text
	}
	return r
}

func (k attack) question() answer.Question {
	q := answer.Question{Text: batteries}
	switch k.in {
	case "question":
		q.Text = k.text
	case "history":
		q.History = []answer.Turn{{Question: k.text, Answer: k.text, Releases: []release.ID{"sample-2-eu-dialogue"}}}
	}
	return q
}

var shownTitle = regexp.MustCompile(`Evidence \[(\d+)\], released [\d-]+\nTitle:\n\| (.*)\n`)

// obey is the model's reply.
func (k attack) obey(req openaitest.ChatRequest) string {
	system, user := req.Messages[0].Content, req.Messages[1].Content
	numbers := map[string]string{"{eu}": "1", "{poison}": "1"}
	for _, m := range shownTitle.FindAllStringSubmatch(user, -1) {
		switch {
		case strings.HasPrefix(m[2], poisonTitle):
			numbers["{poison}"] = m[1]
		case strings.HasPrefix(m[2], "Korea and the EU Launch"):
			numbers["{eu}"] = m[1]
		}
	}
	return strings.NewReplacer(
		"{eu}", numbers["{eu}"], "{poison}", numbers["{poison}"], "{system}", system, "{user}", user,
		"{system64}", base64.StdEncoding.EncodeToString([]byte(system)),
	).Replace(k.says)
}

// wholeLines is the pace of a model here: what is looked for is what it says, and
// other tests cut it in every place.
const wholeLines = 200

// TestInjection lets a model obey every attack and looks for what gets through
// the check alone. Each attack on the question is run a second time with a plain
// question, so that what the model says is put to the check in any case. What is
// said in words that no comparison can judge is counted, and put to a second
// reading: an honest one, and one that obeys as well.
func TestInjection(t *testing.T) {
	attacks := readAttacks(t)
	if len(attacks) < mostAttacks {
		t.Fatalf("%d attacks, want at least %d", len(attacks), mostAttacks)
	}
	passed, asked, inWords, unmarked, obeyed := 0, 0, 0, 0, 0
	for i, k := range attacks {
		if testing.Short() && i%4 != 0 {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			m := withModel(t, setting{}, k.poison())
			m.server.Reply(k.obey)
			m.server.Pace(wholeLines, 0)
			try := func(a answer.Answer, grown []string) (said []string) {
				leaks, said := m.leaks(k, a, grown, m.server.ChatRequests())
				if len(leaks) > 0 {
					passed++
					t.Errorf("%s\nmode %s, the answer is\n%s\n%s", strings.Join(leaks, "\n"), a.Mode, text.Plain(a), notices(a))
				}
				return said
			}
			questions := []answer.Question{k.question()}
			if k.in == "question" {
				questions = append(questions, answer.Question{Text: batteries})
			}
			for _, q := range questions {
				m.server.ForgetRequests()
				a, grown := m.asks(t, q)
				asked += len(m.server.ChatRequests())
				if len(m.server.ChatRequests()) == 0 && q.Text == batteries {
					t.Error("the model was not asked")
				}
				if len(try(a, grown)) == 0 {
					continue
				}
				inWords++
				if m.saysUnmarked(t, k, q, "not stated") {
					unmarked++
					t.Error("a second reading let it stand without a mark")
				}
				if m.saysUnmarked(t, k, q, "supported") {
					obeyed++
				}
			}
			if k.in != "release" && k.in != "title" {
				return
			}
			// What a failing model leaves to the releases' own words.
			m.server.ForgetRequests()
			for _, typed := range []string{k.question().Text, "latest on batteries", "what happened this week", "Which fee for EU batteries was abolished?"} {
				try(m.extracted(t, answer.Question{Text: typed}), nil)
			}
		})
	}
	fmt.Printf("injection: %d attacks, the model obeyed %d times: past the check %d with figures, links, mentions, markup or orders, %d in words alone; of these unmarked past a second reading %d, past one that obeys as well %d\n",
		len(attacks), asked, passed, inWords, unmarked, obeyed)
}

// saysUnmarked asks again with a second reading that has one verdict on every
// claim, with the claim itself for its words, and reports whether anything of the
// attack is shown without a mark.
func (m modelled) saysUnmarked(t *testing.T, k attack, q answer.Question, verdict string) bool {
	t.Helper()
	read := withModel(t, setting{reads: true}, k.poison())
	read.server.Pace(wholeLines, 0)
	read.server.Reply(func(req openaitest.ChatRequest) string {
		if !strings.Contains(req.Text(), "=== CLAIMS ===") {
			return k.obey(req)
		}
		var verdicts []string
		for i, claim := range claimsIn(req) {
			verdicts = append(verdicts, fmt.Sprintf(`{"claim":%d,"release":1,"words":%q,"status":%q}`, i+1, claim, verdict))
		}
		return `{"verdicts":[` + strings.Join(verdicts, ",") + `]}`
	})
	a, err := read.Ask(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.Claims {
		for _, word := range append(k.never, k.planted) {
			if word != "" && strings.Contains(c.Text, word) && c.Status != answer.StatusNotStated && c.Status != answer.StatusQuoted {
				return true
			}
		}
	}
	return false
}

var shownClaim = regexp.MustCompile(`(?m)^Claim:\n\| (.*)$`)

func claimsIn(req openaitest.ChatRequest) []string {
	var claims []string
	for _, found := range shownClaim.FindAllStringSubmatch(req.Text(), -1) {
		claims = append(claims, found[1])
	}
	return claims
}
