package answer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
)

var motir = release.Issuer{Name: "Ministry of Trade, Industry and Resources", Short: "MOTIR", Korean: "산업통상부", Country: "KR"}

func released(day int, title, body string) release.Release {
	date := release.NewDate(2025, time.November, day)
	return release.Release{ID: release.NewID("dump", "", title, date), Source: "dump", Title: title, Date: date, Body: body, Issuer: motir}
}

var talks = []release.Release{
	released(3, "Korea and Norway Meet", "Trade Minister Lee Seo-yeon of the Ministry of Trade, Industry and Resources (MOTIR, Minister Kim Do-yun) met Norway’s Trade Minister Kari Berg in Oslo on Monday, November 3. The two sides agreed on a joint fund for ships. The fund was set up because yards in both countries lack orders."),
	released(5, "Chip Exports in October 2025", "Semiconductor exports rose 20.0 percent from a year earlier to USD 15.0 billion in October 2025. Car exports fell 3.0 percent from a year earlier to $6.0 billion."),
	released(10, "Korea and Japan Sign Minerals Accord", "Deputy Minister Park Min-ho and Japan signed an accord on minerals in Tokyo on November 10. They agreed to lend each other rare earths. What the Accord Covers Rare earths of Samwoo Metal are lent for a year."),
	released(12, "조선 간담회 개최", "□ 이서연 통상교섭본부장은 11.12.(수) 서울에서 조선 간담회를 주재하였다.\n□ 참석자들은 △금융, △인력을 논의하였다."),
	released(14, "Trade Minister in Geneva", "Trade Minister Choi Ha-eun of the Ministry of Trade, Industry and Resources (MOTIR, Minister Kim Do-yun) and Swiss Trade Minister Urs Frey opened talks on medicine in Geneva on November 14."),
}

// TestTurns is conversations without a model: what each turn has to say and must
// not.
func TestTurns(t *testing.T) {
	a := newStatistics(t, talks, nil, nil)
	for _, c := range []struct {
		name  string
		turns [][3]string // question, what the answer holds, what it must not hold
	}{
		{"a reason that is given", [][3]string{
			{"What was agreed with Norway?", "a joint fund for ships", ""},
			{"why?", "because yards in both countries lack orders", "Oslo"},
		}},
		{"a reason that is not given", [][3]string{
			{"What was agreed with Japan?", "rare earths", ""},
			{"why?", "The releases do not say why.", "lend"},
		}},
		{"a reason that is not given, in Korean", [][3]string{
			{"조선 간담회에서 뭘 논의했어?", "금융", ""},
			{"왜?", "보도자료에 그 이유는 나와 있지 않습니다.", "주재"},
		}},
		{"a whole question stands by itself", [][3]string{
			{"What was agreed with Norway?", "a joint fund for ships", ""},
			{"What was agreed with Japan?", "rare earths", "ships"},
			{"Latest on semiconductors", "Chip Exports", "Norway"},
		}},
		{"a reason between figures", [][3]string{
			{"chip exports in october 2025", "USD 15.0 billion", ""},
			{"why did they rise?", "", ""},
			{"and cars?", "automobiles, October 2025: USD 6.0 billion, down 3.0 percent", "semiconductors"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var history []answer.Turn
			for _, turn := range c.turns {
				got, err := a.Ask(t.Context(), answer.Question{Text: turn[0], History: history, NoLLM: true}, nil)
				if err != nil {
					t.Fatal(err)
				}
				said, _, _ := strings.Cut(text.Plain(got), "\nNearest") // which are titles
				if !strings.Contains(said, turn[1]) || turn[2] != "" && strings.Contains(said, turn[2]) {
					t.Errorf("%s: %s\nwant %q and not %q", turn[0], said, turn[1], turn[2])
				}
				history = append(history, answer.TurnOf(turn[0], got))
			}
		})
	}
}

// TestWhoHoldsAnOffice: the newest release that names its holder in full, and no
// other country's.
func TestWhoHoldsAnOffice(t *testing.T) {
	a := newStatistics(t, talks, nil, nil)
	for question, want := range map[string]string{
		"Who is the trade minister?":          "Choi Ha-eun",
		"who's Korea's trade minister now":    "Choi Ha-eun",
		"who is the minister":                 "Kim Do-yun",
		"Who is the minister of MOTIR?":       "Kim Do-yun",
		"통상교섭본부장은 누구야?":                       "이서연",
		"who is the deputy minister":          "Park Min-ho",
		"who is the norwegian trade minister": "",
	} {
		got, err := a.Ask(t.Context(), answer.Question{Text: question, NoLLM: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if len(got.Claims) == 1 && len(got.Claims[0].Bold) == 1 {
				t.Errorf("%s: %s", question, text.Plain(got))
			}
			continue
		}
		if len(got.Claims) != 1 || len(got.Claims[0].Bold) != 1 {
			t.Errorf("%s: %s", question, text.Plain(got))
			continue
		}
		if bold := got.Claims[0].Bold[0]; got.Claims[0].Text[bold.Start:bold.End] != want {
			t.Errorf("%s: %s stresses %q", question, got.Claims[0].Text, got.Claims[0].Text[bold.Start:bold.End])
		}
	}
}

// TestFigureOfSomethingElse: a figure of a thing is answered by a sentence that
// names the thing, or not at all; also where a release speaks of it elsewhere.
func TestFigureOfSomethingElse(t *testing.T) {
	retail := report(12, "Retail Sales", "Sales rose on home dining and kimchi-making in November 2025.")
	quilts := report(11, "Crafts", "Exports of quilts to France came to about USD 2 million in the autumn, said Trade Minister Choi.")
	a := newStatistics(t, slices.Concat(trade, []release.Release{retail, quilts}), nil, nil)
	for question, want := range map[string]string{
		"kimchi exports in november 2025": "No release tells a figure for “kimchi”.",
		"2025년 11월 김치 수출액":                "“김치” 관련 수치: 보도자료에 없는 수치입니다.",
		"how much were exports of quilts": "Exports of quilts to France came to about USD 2 million",
	} {
		got, err := a.Ask(t.Context(), answer.Question{Text: question}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if said := text.Plain(got); !strings.HasPrefix(said, want) {
			t.Errorf("%s: %s", question, said)
		}
	}
}

// TestWhyOfWhatDidNotHappen: no reason is given for what no release tells of.
func TestWhyOfWhatDidNotHappen(t *testing.T) {
	a := newStatistics(t, talks, nil, nil)
	for question, reason := range map[string]answer.Reason{
		"Why did Trade Minister Choi resign?": answer.ReasonNoEvidence, "Why was a joint fund for ships agreed with Norway?": answer.ReasonNone,
	} {
		got, err := a.Ask(t.Context(), answer.Question{Text: question}, nil)
		if err != nil || got.Reason() != reason {
			t.Errorf("%s: %q %s, %v", question, got.Reason(), text.Plain(got), err)
		}
	}
}

// TestOtherLanguages: without a model, questions that nobody can read are told so.
func TestOtherLanguages(t *testing.T) {
	a := newStatistics(t, trade, nil, nil)
	for question, reason := range map[string]answer.Reason{
		"2025年11月の輸出額は?": answer.ReasonLanguage, "2025年11月出口额是多少": answer.ReasonLanguage, "كم بلغت الصادرات": answer.ReasonLanguage,
		"Каков экспорт в ноябре 2025?": answer.ReasonLanguage, "2025년 11월 수출액은?": answer.ReasonNone, "exports (輸出) in november 2025": answer.ReasonNone,
	} {
		got, err := a.Ask(t.Context(), answer.Question{Text: question}, nil)
		if err != nil || got.Reason() != reason {
			t.Errorf("%s: %q, %v", question, got.Reason(), err)
		}
		if said := text.Plain(got); reason != answer.ReasonNone && !strings.HasPrefix(said, "I read questions in English and Korean.\nYou could ask: ") {
			t.Errorf("%s: %s", question, said)
		}
	}
}
