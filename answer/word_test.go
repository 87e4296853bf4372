package answer_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/internal/goldentest"
	"motirbot/internal/openaitest"
	"motirbot/release"
)

const (
	batteries = "What did Korea ask the EU for on batteries?"
	// reply answers it from the first release, with a sentence that is wrong.
	reply = "On batteries, Korea asked the EU to support more demand for EV and ESS batteries made in the EU [1]. " +
		"Korea offered USD 5 billion for it [1]. It also asked for the delayed follow-up laws under the Battery Regulation to be passed quickly [1]."
)

// loneReasoning is a sentence that only a tag behind it tells to be reasoning.
const loneReasoning = `data: {"choices":[{"delta":{"content":"Korea also asked the EU to pass the delayed follow-up laws, the user may mean."}}]}` + "\n\n" +
	`data: {"choices":[{"delta":{"content":"</think>\n"}}]}` + "\n\n" + `data: {"choices":[{"delta":{"content":"` + reply + `"}}]}` + "\n\n" + "data: [DONE]\n\n"

// TestFaults shows what a reader gets of every failure of a model server.
func TestFaults(t *testing.T) {
	slow := setting{limits: answer.Limits{FirstToken: impatient, Total: time.Minute}, stall: time.Minute}
	stalls := setting{limits: answer.Limits{FirstToken: time.Minute, Total: time.Minute}, stall: 4 * impatient}
	patient := setting{limits: answer.Limits{FirstToken: time.Minute, Total: time.Minute}, stall: time.Minute}
	var all strings.Builder
	for _, tc := range []struct {
		name  string
		fault openaitest.Fault
		with  setting
	}{
		{"none", openaitest.KeepAliveComments(2), patient},
		{"whole answer without [DONE]", openaitest.NoDoneMarker(), patient},
		{"a context too small for all the evidence", openaitest.ContextWindow(2000), patient},
		{"a context too small for any", openaitest.ContextWindow(300), patient},
		{"reasoning that turns out as such", openaitest.RawReply("text/event-stream", loneReasoning), patient},
		{"key refused, 401", openaitest.Unauthorized(), patient},
		{"access denied, 403", openaitest.Forbidden(), patient},
		{"too many requests, wait too long", openaitest.RateLimited(time.Hour), patient},
		{"too many requests until a date", openaitest.RateLimitedUntil(2 * time.Hour), patient},
		{"quota used up", openaitest.OutOfQuota(), patient},
		{"server error, 500", openaitest.ServerError(500), patient},
		{"overloaded, 503", openaitest.ServerError(503), patient},
		{"a proxy's page, 502", openaitest.HTMLError(), patient},
		{"garbage in the stream", openaitest.GarbageJSON(), patient},
		{"a captive portal", openaitest.NotTheAPI(), patient},
		{"the key in an error", openaitest.EchoKeyInError(), patient},
		{"the request in an error", openaitest.EchoBodyInError(), patient},
		{"connection dropped", openaitest.DropConnection(), patient},
		{"redirected elsewhere", openaitest.Redirect("http://192.0.2.1/v1/chat/completions"), patient},
		{"error object in mid-stream", openaitest.ErrorMidStream(40), patient},
		{"connection lost in mid-stream", openaitest.DropMidStream(40), patient},
		{"end without finish reason", openaitest.EndWithoutDone(), patient},
		{"token limit reached", openaitest.FinishLength(), patient},
		{"content filter", openaitest.FinishContentFilter(), patient},
		{"refusal", openaitest.Refusal("I cannot help with that."), patient},
		{"empty answer", openaitest.EmptyAnswer(), patient},
		{"no answer at all", openaitest.Hang(), slow},
		{"first token too late", openaitest.SlowFirstToken(time.Minute), slow},
		{"comments without end", openaitest.Endless(), patient},
		{"stall in mid-stream", openaitest.StallAfter(40, time.Minute), stalls},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := withModel(t, tc.with)
			m.server.ReplyText(reply)
			m.server.Fail(tc.fault)
			q := answer.Question{Text: batteries}
			a, grown := m.asks(t, q)
			all.WriteString("== " + tc.name + "\n" + show(a, m.extracted(t, q), grown) + "\n")
			noSecret(t, m, a, grown)
		})
	}
	goldentest.Check(t, "testdata/llm/faults.golden", all.String())
}

// noSecret looks for the key, and for what was sent, wherever they could go.
func noSecret(t *testing.T, m modelled, a answer.Answer, grown []string) {
	t.Helper()
	seen := text.Plain(a) + notices(a) + a.Model + strings.Join(grown, "") + m.log.String()
	for _, secret := range []string{m.server.Key, m.server.Key[8:], "Bearer", "Rules, in order of importance"} {
		if strings.Contains(seen, secret) {
			t.Errorf("%q can be read in %q", secret, seen)
		}
	}
	if strings.Contains(notices(a), "127.0.0.1") {
		t.Errorf("the notice names the server: %s", notices(a))
	}
}

// TestReplies shows what becomes of a model's good, bad and strange answers.
func TestReplies(t *testing.T) {
	const (
		batteriesToo = "Korea also asked the EU to pass the delayed follow-up laws under the Battery Regulation quickly and predictably"
		norway       = "What did Korea and Norway welcome?"
		unknown      = "How many fishing boats did Norway order?"
		korean       = "유럽연합에 배터리와 관련해 무엇을 요청했나요?"
	)
	var all strings.Builder
	for _, tc := range []struct{ name, question, reply string }{
		{"one sentence wrong", batteries, reply},
		{"markers in odd forms", batteries, batteriesToo + "【1†source】. " + reply},
		{"no marker at all", batteries, batteriesToo + "."},
		{"a marker without a passage", batteries, batteriesToo + " [9]."},
		{"a date of its own", batteries, batteriesToo + " (2026-02-01) [1]."},
		{"the true date", batteries, batteriesToo + " (2025-12-18). [1]"},
		{"its first line declines", batteries, "NO ANSWER"},
		{"declines in its own way", batteries, "**No answer.**"},
		{"declines and explains", batteries, "NO ANSWER. The evidence is about steel."},
		{"declines where little is found", "What colour were the export towers handed over at the trade day ceremony in Seoul?", "NO ANSWER"},
		{"declines at the end", batteries, batteriesToo + " [1].\nNO ANSWER"},
		{"begins like declining", batteries, "No answers are known. " + batteriesToo + " [1]."},
		{"declines what the releases do not say", unknown, "NO ANSWER"},
		{"invents an answer", batteries, "Korea asked for USD 7 billion [1]. Elon Musk was there [1]."},
		{"invents where there is none", unknown, "Norway ordered 12 fishing boats [1]."},
		{"two releases", norway, "Both sides welcomed that the Korea–Norway Economic Cooperation Committee meets again [1]. " + batteriesToo + " [2]. KNECC had rested since 2016 [1]."},
		{"the same again and again", batteries, strings.Repeat(batteriesToo+" [1]. ", 60)},
		{"a list", batteries, "Here is what the releases say:\n- " + batteriesToo + " [1].\n- On steel, Korea asked for the largest possible export allocation [1]."},
		{"in Korean", korean, "한국은 EU에 EV와 ESS 배터리 수요 확대 지원을 요청했습니다 [1]. 한국은 EU에 70억 달러를 약속했습니다 [1]."},
		{"nothing but white space", batteries, " \n\n "},
		{"nothing but a marker", batteries, "[1]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := withModel(t, setting{})
			m.server.ReplyText(tc.reply)
			q := answer.Question{Text: tc.question}
			a, grown := m.asks(t, q)
			if len(m.server.ChatRequests()) != 1 {
				t.Errorf("the model was asked %d times", len(m.server.ChatRequests()))
			}
			all.WriteString("== " + tc.name + "\nQ: " + tc.question + "\nM: " + tc.reply[:min(len(tc.reply), 400)] + "\n" + show(a, m.extracted(t, q), grown) + "\n")
		})
	}
	goldentest.Check(t, "testdata/llm/replies.golden", all.String())
}

// TestRequest shows what the model is sent, and that it is the same each time.
func TestRequest(t *testing.T) {
	m := withModel(t, setting{})
	m.server.ReplyText(reply)
	q := answer.Question{Text: "And on steel?", History: []answer.Turn{{
		Question: batteries, Answer: "Korea asked the EU for support. (2025-12-18) [1]", Releases: []release.ID{"sample-2-eu-dialogue"},
	}}}
	m.asks(t, q)
	again := withModel(t, setting{})
	again.server.ReplyText(reply)
	again.asks(t, q)
	sent := m.server.ChatRequests()
	if len(sent) != 1 || string(sent[0].Raw) != string(again.server.ChatRequests()[0].Raw) {
		t.Fatalf("%d requests, or another one by another process", len(sent))
	}
	if temperature := sent[0].Temperature; temperature == nil || *temperature != 0 {
		t.Error("temperature 0 was not sent")
	}
	goldentest.Check(t, "testdata/llm/request.golden", sent[0].Messages[1].Content+"\n")
}

func TestStreamGrows(t *testing.T) {
	want := ""
	for _, runes := range []int{1, 3, 17, 4000} {
		m := withModel(t, setting{})
		m.server.ReplyText(reply + " On steel, Korea asked for the largest possible export allocation (2025-12-18) [1].")
		m.server.Pace(runes, 0)
		a, grown := m.asks(t, answer.Question{Text: batteries})
		if want == "" {
			want = text.Plain(a)
		}
		if text.Plain(a) != want || !strings.HasSuffix(want, "allocation. [1]") {
			t.Errorf("tokens of %d runes: %q, want %q", runes, text.Plain(a), want)
		}
		if a.Mode != answer.ModeLLM || len(grown) == 0 {
			t.Errorf("tokens of %d runes: mode %s, %d texts shown", runes, a.Mode, len(grown))
		}
		if strings.Contains(strings.Join(grown, ""), "5 billion") {
			t.Errorf("tokens of %d runes: a sentence was shown before it was checked", runes)
		}
	}
}
