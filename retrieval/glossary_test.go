package retrieval_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"motirbot/embed"
	"motirbot/internal/words"
	"motirbot/release"
	"motirbot/retrieval"
)

func TestGlossaryGroups(t *testing.T) {
	groups := map[string]int{}
	for _, group := range topics(t).Glossary() {
		if words.IsHangul(group[0]) || !slices.ContainsFunc(group, words.IsHangul) {
			t.Errorf("%v: want English first, and Korean", group)
		}
		for i, name := range group {
			if slices.Contains(group[:i], name) {
				t.Errorf("%v holds %q twice", group, name)
			}
			if !words.IsHangul(name) {
				continue
			}
			if utf8.RuneCountInString(name) < 2 {
				t.Errorf("%v: %q is too short to tell one word from another", group, name)
			}
			if groups[name]++; groups[name] > 2 {
				t.Errorf("%q stands in %d groups, the last %v", name, groups[name], group)
			}
		}
	}
}

// translated is releases that share no topic and no word with the other language.
var translated = []release.Release{
	rel("subsidy", "2025-12-18", "Subsidies widened", "The committee approved the subsidy for groundbreaking next spring."),
	rel("stockpile", "2025-12-18", "Stockpiles checked", "The vice minister presided over an emergency review of stockpiling."),
	rel("recall", "2025-12-18", "리콜 조치", "전기담요 리콜을 발표했다."),
}

func TestTranslationsFindTheRelease(t *testing.T) {
	v := viewOf(t, translated...)
	without, err := retrieval.New(libraryOf(t, translated...), embed.NewLocal(), topics(t),
		retrieval.Without(retrieval.AblateGlossary, retrieval.AblateVectors))
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, without)
	for question, want := range map[string]release.ID{
		"보조금은 언제 승인됐나요?":      "subsidy",
		"보조금승인위원회":            "subsidy", // a compound
		"차관이 주재한 비축점검은?":      "stockpile",
		"which recalls then?": "recall",
	} {
		if got := search(t, v, question); len(got) == 0 || got[0] != want {
			t.Errorf("%q found %v, want %s first", question, got, want)
		}
		if got := search(t, without.View(), question); len(got) > 0 {
			t.Errorf("%q found %v without the glossary: the test shows nothing", question, got)
		}
	}
}

func TestKoreanQueryTerms(t *testing.T) {
	v := viewOf(t, translated...)
	for _, c := range []struct {
		question string
		terms    []string
		plain    []string
	}{
		{"보조금 규모는", []string{"보조금", "규모는"}, []string{"규모는"}},
		{"반도체수출액은", []string{"반도체", "수출액은"}, nil},
		{"중국산철강", []string{"중국산", "철강"}, nil},
		{"수출통제를", []string{"수출통제를"}, nil},   // the longest name, not two
		{"알수없는수출", []string{"알수없는수출"}, nil}, // begins with no known name
		{"EU와 철강쿼터", []string{"EU", "철강", "쿼터"}, nil},
	} {
		var terms, plain []string
		for _, term := range understand(v, c.question).Terms {
			terms = append(terms, term.Text)
			if term.Plain {
				plain = append(plain, term.Text)
			}
		}
		if !slices.Equal(terms, c.terms) || !slices.Equal(plain, c.plain) {
			t.Errorf("%q has the terms %q, plain %q; want %q, plain %q", c.question, terms, plain, c.terms, c.plain)
		}
	}
}

func BenchmarkAnalyze(b *testing.B) {
	for name, text := range map[string]string{
		"english": "The vice minister presided over a review of steel exports and asked the industry to diversify its markets.",
		"korean":  "차관은 철강수출 점검회의를 주재하고 업계에 시장다변화와 공급망 안정을 위한 협력을 당부했다고 산업통상부가 밝혔다.",
	} {
		b.Run(name, func(b *testing.B) {
			analyze := topics(b).Analyzer()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				analyze(text)
			}
		})
	}
}
