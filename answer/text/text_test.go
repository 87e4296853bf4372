package text_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/answer/text"
	"motirbot/release"
	"motirbot/retrieval"
)

var (
	day   = release.NewDate(2025, 12, 18)
	oslo  = answer.Citation{N: 1, ReleaseID: "oslo", Title: "Korea and Norway [2] Meet", Date: day}
	steel = answer.Citation{N: 2, ReleaseID: "steel", Title: "Steel Talks Begin", Date: day.AddDays(-1)}
)

func claim(text string, block answer.Block, cites ...answer.Citation) answer.Claim {
	c := answer.Claim{Text: text, Block: block}
	for _, one := range cites {
		c.Citations = append(c.Citations, answer.ClaimCitation{N: one.N, ReleaseID: one.ReleaseID})
	}
	return c
}

func TestPlain(t *testing.T) {
	unsure := claim("They agreed.", answer.BlockRun, oslo)
	unsure.Status = answer.StatusNotStated
	listed := claim("They met.", answer.BlockRun, oslo)
	listed.Item = 1
	for _, c := range []struct {
		name string
		a    answer.Answer
		want string
	}{
		{"the date once", answer.Answer{Claims: []answer.Claim{claim("They met.", "", oslo), claim("They spoke.", "", oslo)}},
			"They met. (2025-12-18) [1] They spoke. [1]"},
		{"two releases", answer.Answer{Claims: []answer.Claim{claim("They met.", "", oslo, steel), claim("Talks began.", answer.BlockParagraph, steel)}},
			"They met. (2025-12-18) [1] (2025-12-17) [2]\nTalks began. [2]"},
		{"a list", answer.Answer{Claims: []answer.Claim{claim("Two things:", "", oslo), claim("They met.", answer.BlockBullet, oslo), claim("Talks began.", answer.BlockBullet, steel)}},
			"Two things:\n- They met. (2025-12-18) [1]\n- Talks began. (2025-12-17) [2]"},
		{"a mark", answer.Answer{Claims: []answer.Claim{unsure}}, "They agreed. (2025-12-18) [1] †"},
		{"releases", answer.Answer{Kind: answer.KindList, Items: []answer.Item{{N: 1, ReleaseID: "oslo", Title: oslo.Title, Date: day}}, Claims: []answer.Claim{listed, claim("Ships", "", oslo, steel)}},
			"• 2025-12-18 · Korea and Norway (2) Meet: They met. [1]\n\nIn common: Ships [1][2]."},
		{"releases in the model's words", answer.Answer{Mode: answer.ModeLLM, Kind: answer.KindDigest, Items: []answer.Item{{N: 1, ReleaseID: "oslo", Title: oslo.Title, Date: day}}, Claims: []answer.Claim{listed, claim("Ships were the subject.", answer.BlockBullet, oslo)}},
			"• 2025-12-18 · Korea and Norway (2) Meet: They met. [1]\n\nIn short:\n- Ships were the subject. (2025-12-18) [1]"},
		{"a refusal", answer.Answer{Kind: answer.KindRefusal, Coverage: retrieval.Coverage{Releases: 8, From: day, To: day}, Refusal: &answer.Refusal{Reason: answer.ReasonUnknownName, Missing: "Atlantis", Nearest: []answer.Citation{oslo}}},
			"No release mentions “Atlantis”.\nThe index covers 8 releases, 2025-12-18 to 2025-12-18.\nNearest:\n• 2025-12-18 · Korea and Norway (2) Meet"},
		{"help", answer.Answer{Kind: answer.KindHelp, HelpOn: intent.Coverage, Language: "ko", Issuers: []release.Issuer{{Name: "Ministry of Trade", Korean: "통상부"}}, Coverage: retrieval.Coverage{Releases: 8, From: day, To: day}, Examples: []string{"노르웨이 최신 소식"}},
			"통상부 보도자료 8건이 있습니다. 가장 오래된 것은 2025-12-18, 가장 최근 것은 2025-12-18입니다.\n답할 수 있는 질문:\n• 노르웨이 최신 소식"},
		{"help of several", answer.Answer{Kind: answer.KindHelp, HelpOn: intent.Greeting, Language: "en", Issuers: []release.Issuer{{Short: "MOT"}, {Name: "Office of Trade"}, {Short: "MEX"}}},
			"Hello! I am motirbot. I answer questions from the press releases of MOT, Office of Trade and MEX, and name the release and its date behind every sentence."},
		{"off topic", answer.Answer{Kind: answer.KindRefusal, Issuers: []release.Issuer{{Name: "Ministry of Trade", Short: "MOT"}}, Coverage: retrieval.Coverage{Releases: 8, From: day, To: day}, Refusal: &answer.Refusal{Reason: answer.ReasonOffTopic}, Examples: []string{"Latest on Norway"}},
			"That is off topic here: I answer only from the press releases of the Ministry of Trade (MOT).\nYou could ask: Latest on Norway"},
		{"several issuers", answer.Answer{Kind: answer.KindList, Items: []answer.Item{{N: 1, ReleaseID: "oslo", Title: oslo.Title, Date: day, By: "MOT"}}, Claims: []answer.Claim{listed}},
			"• 2025-12-18 · MOT · Korea and Norway (2) Meet: They met. [1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.a.Citations = []answer.Citation{oslo, steel}
			got := text.Plain(c.a)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestEveryHelpHasWords: of its own, in both languages, without a slot left open.
func TestEveryHelpHasWords(t *testing.T) {
	for _, language := range []string{"en", "ko"} {
		seen := map[string]bool{}
		for _, class := range []intent.Class{
			intent.Greeting, intent.Thanks, intent.Bye, intent.Chat, intent.What, intent.How, intent.Sources, intent.Coverage,
			intent.Languages, intent.Citations, intent.Subscriptions, intent.Privacy, intent.Model,
		} {
			said := text.Plain(answer.Answer{Kind: answer.KindHelp, HelpOn: class, Language: language, Coverage: retrieval.Coverage{Releases: 1}})
			if seen[said] || strings.ContainsAny(said, "{}%[]") {
				t.Errorf("%s in %s: %q", class, language, said)
			}
			seen[said] = true
		}
	}
}

// TestEveryNoticeHasWords: in both languages, whatever is to be told.
func TestEveryNoticeHasWords(t *testing.T) {
	troubles := []answer.Trouble{
		answer.TroubleUngrounded, answer.TroubleSpent, answer.TroubleNoAccess, answer.TroubleBusy, answer.TroubleNotAsked, answer.TroubleFailed,
		answer.TroubleUnreachable, answer.TroubleLate, answer.TroubleBrokeOff, answer.TroubleEndless, answer.TroubleWithheld, answer.TroubleUnusable,
	}
	codes := []answer.NoticeCode{answer.NoticeModel, answer.NoticeNoAnswer, answer.NoticeMore, answer.NoticeUnread, answer.NoticeWordsOnly, answer.NoticeQuotes}
	for _, language := range []string{"en", "ko"} {
		seen := map[string]bool{}
		for _, code := range codes {
			for _, trouble := range troubles {
				a := answer.Answer{Language: language, Notices: []answer.Notice{{Code: code, Trouble: trouble, N: 3}}}
				said := text.Notices(a)
				if len(said) != 1 || said[0] == "" || strings.Contains(said[0], "%!") || strings.Contains(said[0], "()") {
					t.Errorf("%s, %s in %s: %q", code, trouble, language, said)
				}
				seen[said[0]] = true
			}
		}
		if want := 2*len(troubles) + len(codes) - 2; len(seen) != want {
			t.Errorf("%d different notices in %s, want %d", len(seen), language, want)
		}
		a := answer.Answer{Language: language, Removed: make([]answer.Removed, 2), Claims: []answer.Claim{{Status: answer.StatusNotStated}}}
		if said := text.Notices(a); len(said) != 2 || !strings.HasPrefix(said[0], text.Mark) || !strings.Contains(said[1], "2") {
			t.Errorf("%q", said)
		}
	}
}
