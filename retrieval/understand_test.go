package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/retrieval"
)

func understand(v *retrieval.View, question string) retrieval.Query {
	return v.Understand(question, retrieval.Frame{AsOf: friday})
}

func TestWhatIsWanted(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		question string
		want     retrieval.Wants
		period   release.Period
	}{
		{"What did Korea ask the EU for on batteries?", retrieval.WantsAnswer, release.Period{}},
		{"latest on EU", retrieval.WantsLatest, release.Period{}},
		{"news on batteries", retrieval.WantsLatest, release.Period{}},
		{"what happened this week", retrieval.WantsDigest, period("2025-12-15", "2025-12-21")},
		{"what happened last week?", retrieval.WantsDigest, period("2025-12-08", "2025-12-14")},
		{"digest", retrieval.WantsDigest, period("2025-12-15", "2025-12-21")},
		{"digest of November", retrieval.WantsDigest, period("2025-11-01", "2025-11-30")},
		{"anything about batteries since December 16", retrieval.WantsList, period("2025-12-16", "")},
		{"what's new", retrieval.WantsLatest, release.Period{}},
		{"유럽연합 최신 소식", retrieval.WantsLatest, release.Period{}},
	} {
		t.Run(c.question, func(t *testing.T) {
			q := understand(v, c.question)
			if q.Wants != c.want || q.Period != c.period {
				t.Errorf("wants %d of %s, want %d of %s", q.Wants, q.Period, c.want, c.period)
			}
		})
	}
}

func TestWhatIsAsked(t *testing.T) {
	v := viewOf(t)
	for want, questions := range map[retrieval.Asks][]string{
		retrieval.AsksWho:      {"Who met whom?", "whos the new envoy", "누가 만났나", "회의를 주재한 건 누구야"},
		retrieval.AsksWhen:     {"When was Trade Day?", "whens the next round", "what date did it start", "언제 열렸나", "며칠에 서명했지"},
		retrieval.AsksWhere:    {"Where did they meet?", "wheres the plant", "in which city was it", "어디서 열렸어", "어느 나라에서"},
		retrieval.AsksAmount:   {"How much did Korea export?", "hows it, how big is the fund", "what was the growth rate of ships", "수출은 얼마", "지원 규모는", "수출액은?"},
		retrieval.AsksCount:    {"how many companies", "the number of visitors", "기업이 몇 개야", "몇 명 왔어"},
		retrieval.AsksWhy:      {"Why did they meet?", "how come prices fell", "what caused the delay", "왜 줄었어", "감소한 이유는"},
		retrieval.AsksList:     {"Which countries joined?", "what areas does it cover", "list the members", "어느 기업들이 참여했나"},
		retrieval.AsksYesNo:    {"Did Korea sign it?", "and is it in force", "so has the quota changed", "협정에 서명했나요", "발효됐어?"},
		retrieval.AsksSummary:  {"summarise the talks with Chile", "tldr of the forum", "give me the gist", "칠레 회담 요약해줘"},
		retrieval.AsksAnything: {"What did Korea ask the EU for?", "steel", "철강 소식"},
	} {
		for _, question := range questions {
			if got := understand(v, question).Asks; got != want {
				t.Errorf("%q asks %d, want %d", question, got, want)
			}
		}
	}
}

// TestTimesAskedAbout tells the time that is asked about from the time of
// publication.
func TestTimesAskedAbout(t *testing.T) {
	v := sampleView(t)
	for question, released := range map[string]bool{
		"exports in November":                                  false,
		"exports last month?":                                  false,
		"how much did imports fall in October 2025":            false,
		"imports october 2025":                                 false,
		"how much did ship exports move in October":            false,
		"when did they meet before December 2025":              false,
		"what came out in November":                            true,
		"this week's releases":                                 true,
		"releases published between December 1 and December 5": true,
		"batteries last week":                                  true,
		"steel since November":                                 true,
		"announcements of December 2 on chips":                 true,
	} {
		if got := understand(v, question).Released; got != released {
			t.Errorf("%q is about a time of publication: %t", question, got)
		}
	}
}

func topicKeys(q retrieval.Query) []string {
	var keys []string
	for _, topic := range q.Topics {
		keys = append(keys, topic.Key)
	}
	return keys
}

func TestTopicsOfAQuestion(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		question string
		want     []string
	}{
		{"What did Brussels say?", []string{"eu"}},
		{"the European Commission on steel", []string{"eu", "steel"}},
		{"CBAM", []string{"cbam"}},
		{"talks with the US", []string{"us"}},
		{"tell us more", nil},
		{"did it rise", nil},
		{"유럽연합에 무엇을", []string{"eu"}},
		{"미국과 일본은", []string{"us", "japan"}},
	} {
		if diff := cmp.Diff(c.want, topicKeys(understand(v, c.question))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.question, diff)
		}
	}
}

func TestFuture(t *testing.T) {
	v := sampleView(t)
	for question, want := range map[string]bool{
		"exports in 2027":                     true,
		"what happens next week":              true,
		"exports in December 2025":            false,
		"exports in 2025 and 2027":            false,
		"exports":                             false,
		"what happened yesterday or tomorrow": false,
	} {
		if got := understand(v, question).Future(); got != want {
			t.Errorf("%q is of the future: %t", question, got)
		}
	}
}

func termNamed(q retrieval.Query, text string) (retrieval.QueryTerm, bool) {
	for _, u := range q.Terms {
		if u.Text == text {
			return u, true
		}
	}
	return retrieval.QueryTerm{}, false
}

func TestNamesKnownAndUnknown(t *testing.T) {
	v := sampleView(t)
	for _, c := range []struct {
		question, queryTerm string
		name, known         bool
	}{
		{"What did Korea agree with Atlantis?", "Atlantis", true, false},
		{"Did Redonnet come?", "Redonnet", true, true},
		{"did redonnet come?", "redonnet", false, true},
		{"batteries for the EU", "EU", true, true},
		{"What about steel?", "steel", false, true},
	} {
		u, ok := termNamed(understand(v, c.question), c.queryTerm)
		if !ok || u.Name != c.name || u.Known != c.known {
			t.Errorf("%q: %q is found %t, a name %t, known %t", c.question, c.queryTerm, ok, u.Name, u.Known)
		}
	}
}

// Every query term points at its own words, whatever the question.
func FuzzUnderstand(f *testing.F) {
	for _, text := range []string{
		"What did Korea ask the EU for on batteries?", "İstanbul's 2nd ROK–Japan dialogue", "유럽연합과 미국", "\xff\xfe EU", "U.S. vs. U.K. and E.U.",
		"latest on EU since last week or next week", "and on steel?", "kbeauty K-beauty",
	} {
		f.Add(text, "EU")
	}
	v := sampleView(f)
	f.Fuzz(func(t *testing.T, text, topic string) {
		q := v.Understand(text, retrieval.Frame{AsOf: friday, Topic: topic})
		for _, u := range q.Terms {
			if u.Start < 0 || u.End > len(text) || u.Start >= u.End || text[u.Start:u.End] != u.Text {
				t.Fatalf("%q: %q is not bytes %d to %d", text, u.Text, u.Start, u.End)
			}
			if u.IDF < 0 || u.Weight <= 0 {
				t.Fatalf("%q: %q weighs %v and tells %v", text, u.Text, u.Weight, u.IDF)
			}
		}
		follow := v.Follow(text, retrieval.Frame{AsOf: friday, Topic: topic}, []retrieval.Turn{{
			Question: "What did Korea ask the EU for on batteries?", Cited: []release.ID{"sample-2-eu-dialogue"}, Items: []release.ID{"sample-4-norway"},
			Quotes: []string{text, "Korea asked for A, B and C."},
		}})
		if passages, err := v.Search(t.Context(), follow); err != nil || len(passages) > 30 {
			t.Fatalf("%q: %d passages, %v", text, len(passages), err)
		}
	})
}
