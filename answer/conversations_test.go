package answer_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/internal/goldentest"
	"motirbot/internal/openaitest"
)

// turn is a question of a conversation and what the model says at each step.
type turn struct {
	question string
	reads    string // the reading of the question, JSON; "" where it is not asked for one
	writes   string // {name} stands for the number of the release whose title holds the name
	verifies []string
}

var conversations = map[string][]turn{
	"her name": {
		{question: "Who met Norway's vice minister?", writes: "Park Jung-sung met **Ragnhild Sjoner Syrstad** in Seoul [{Norway}].", verifies: []string{"supported: Park Jung-sung and Ragnhild Sjoner Syrstad met in Seoul"}},
		{question: "What is her title?", reads: `{"question":"What is Ragnhild Sjoner Syrstad's title?","search":"Ragnhild Sjoner Syrstad Norway title","wants":"answer"}`,
			writes: "She is a State Secretary [{Norway}].", verifies: []string{"supported: State Secretary"}},
	},
	"and steel?": {
		{question: "What did Korea ask the EU for on batteries?", writes: "Korea asked the EU to support more demand for EV and ESS batteries made in the EU [{EU Launch}].", verifies: []string{"supported: Korea asked the EU to support more demand for EV and ESS batteries made in the EU"}},
		{question: "and steel?", reads: `{"question":"What did Korea ask the EU for on steel?","search":"Korea EU steel import measures request","wants":"answer"}`,
			writes: "Korea asked for the largest possible export allocation [{EU Launch}].", verifies: []string{"supported: asked for the largest possible export allocation"}},
	},
	"summarise that": {
		{question: "latest on the UK FTA", writes: "- Yeo and Bryant signed a joint declaration that the talks are concluded [{UK}]\n- Since January 2024 there have been six negotiation rounds [{UK}]", verifies: []string{"supported: signed a joint declaration", "supported: Since January 2024 there have been six negotiation rounds"}},
		{question: "summarise that", reads: `{"question":"Summarise the upgrade of the Korea–UK FTA.","search":"Korea UK FTA upgrade concluded","wants":"answer","format":"summary"}`,
			writes: "The upgrade talks are **concluded** [{UK}]. Before it takes effect, the National Assembly's consent is needed [{UK}].", verifies: []string{"supported: signed a joint declaration", "supported: the National Assembly's consent to ratification are needed"}},
	},
	"in Korean please": {
		{question: "When was the joint declaration on the UK FTA signed?", writes: "Yeo and Bryant met in London on December 15, 2025 [{UK}].", verifies: []string{"supported: On Monday, December 15, 2025, Yeo Han-koo and Sir Chris Bryant met in London"}},
		{question: "in Korean please", reads: `{"question":"When was the joint declaration on the UK FTA signed?","search":"Korea UK FTA joint declaration signed","wants":"answer","language":"ko"}`,
			writes: "양측은 2025년 12월 15일 런던에서 만났습니다 [{UK}].", verifies: []string{"supported: On Monday, December 15, 2025, Yeo Han-koo and Sir Chris Bryant met in London"}},
	},
	"are you sure about the date?": {
		{question: "When did Korea and Norway meet?", writes: "They met on December 16, 2025 [{Norway}].", verifies: []string{"supported: on Tuesday, December 16, 2025"}},
		{question: "are you sure about the date?", reads: `{"question":"When did Korea and Norway meet?","search":"Korea Norway meeting date","wants":"answer"}`,
			writes: "Yes: they met in Seoul on Tuesday, December 16, 2025 [{Norway}].", verifies: []string{"supported: met in Seoul, at the Lotte Hotel, on Tuesday, December 16, 2025"}},
	},
	"Korean question": {
		{question: "지난주 EU랑 배터리 얘기 했어?", reads: `{"question":"지난주 EU와 배터리에 대해 논의했나?","search":"Korea EU batteries","wants":"answer","from":"2025-12-15","to":"2025-12-19"}`,
			writes: "네, 한국은 EU에 EV·ESS 배터리 수요 확대 지원을 요청했습니다 [{EU Launch}].", verifies: []string{"supported: Korea asked the EU to support more demand for EV and ESS batteries made in the EU"}},
	},
	"a claim that is not stated": {
		{question: "What did Korea and Norway welcome?", writes: "Both sides welcomed that the KNECC meets again [{Norway}]. They agreed to build ships together [{Norway}].",
			verifies: []string{"supported: Both sides welcomed that the Korea–Norway Economic Cooperation Committee (KNECC) meets again", "not stated"}},
	},
	"a contradicted claim": {
		{question: "Who signed the joint declaration on the UK FTA?", writes: "Yeo and Bryant signed it [{UK}]. Korea broke the talks off [{UK}].",
			verifies: []string{"supported: Yeo and Bryant signed a joint declaration", "contradicted: the talks on upgrading the Korea–UK Free Trade Agreement (FTA) are concluded"}},
	},
	"nothing stated": {
		{question: "What did Korea ask the EU for on batteries?", writes: "Korea and the EU became friends over batteries [{EU Launch}].", verifies: []string{"not stated"}},
	},
	"no answer, then another subject": {
		{question: "What does the EU think of football?", writes: "NO ANSWER", reads: `{"question":"What does the EU think of football?","search":"EU football","wants":"answer"}`},
		{question: "ok, who came to the Africa forum?", reads: `{"question":"Who came to the Korea–Africa forum?","search":"Korea Africa forum participants","wants":"answer"}`, writes: "NO ANSWER"},
	},
	"hello": {
		{question: "오늘 처음인데 잘 부탁드려요", reads: `{"question":"What can you do?","search":"help","wants":"help"}`},
	},
	"a second reading that is nonsense": {
		{question: "When did Korea and Norway meet?", writes: "They met on December 16, 2025 [{Norway}].", verifies: []string{"nonsense"}},
	},
}

// TestConversations shows, for each step, what was asked of the model and what
// the reader saw.
func TestConversations(t *testing.T) {
	var names []string
	for name := range conversations {
		names = append(names, name)
	}
	for i := range names {
		for j := i; j > 0 && names[j] < names[j-1]; j-- {
			names[j], names[j-1] = names[j-1], names[j]
		}
	}
	var all strings.Builder
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			m := withModel(t, setting{reads: true})
			all.WriteString("=== " + name + "\n")
			var history []answer.Turn
			for _, turn := range conversations[name] {
				var mu sync.Mutex
				var steps []string
				m.server.Reply(func(req openaitest.ChatRequest) string {
					mu.Lock()
					defer mu.Unlock()
					reply, step := turn.reply(req)
					steps = append(steps, step)
					return reply
				})
				a, _ := m.asks(t, answer.Question{Text: turn.question, History: history})
				history = append(history, answer.TurnOf(turn.question, a))
				fmt.Fprintf(&all, "Q: %s\n%s\n%s", turn.question, strings.Join(steps, "\n"), show(a, answer.Answer{}, nil))
				for _, c := range a.Claims {
					fmt.Fprintf(&all, "  %s: %q\n", c.Status, c.Citations[0].Quote)
				}
				fmt.Fprintf(&all, "  %d requests\n\n", a.Usage.Requests)
			}
		})
	}
	goldentest.Check(t, "testdata/llm/conversations.golden", all.String())
}

var shownRelease = regexp.MustCompile(`(?m)^Evidence \[(\d+)\], released [\d-]+\nTitle:\n\| (.*)$`)

// reply is what the model says to a request, and how the test describes that.
func (k turn) reply(req openaitest.ChatRequest) (reply, step string) {
	user := req.Messages[len(req.Messages)-1].Content
	switch {
	case strings.Contains(user, "=== CLAIMS ==="):
		var verdicts []string
		for i := range claimsIn(req) {
			status, words := "supported", claimsIn(req)[i]
			if i < len(k.verifies) {
				status, words, _ = strings.Cut(k.verifies[i], ": ")
			}
			if status == "nonsense" {
				return "I cannot say.", "  verify: I cannot say."
			}
			verdicts = append(verdicts, fmt.Sprintf(`{"claim":%d,"release":1,"words":%q,"status":%q}`, i+1, words, status))
		}
		return `{"verdicts":[` + strings.Join(verdicts, ",") + `]}`, fmt.Sprintf("  verify: %d claims", len(verdicts))
	case strings.Contains(user, "Reply with one JSON object."):
		return k.reads, "  understand: " + k.reads
	}
	writes, titles := k.writes, []string{}
	for _, shown := range shownRelease.FindAllStringSubmatch(user, -1) {
		titles = append(titles, shown[2][:24])
		for _, name := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(writes, -1) {
			if strings.Contains(shown[2], name[1]) {
				writes = strings.ReplaceAll(writes, name[0], shown[1])
			}
		}
	}
	return writes, fmt.Sprintf("  write from %q: %s", titles, strings.ReplaceAll(writes, "\n", " / "))
}

// TestSharedAnswers: ten people who ask the same at once, and again, cost one
// answer.
func TestSharedAnswers(t *testing.T) {
	m := withModel(t, setting{budget: &budgetOf{left: 1}})
	m.server.ReplyText(reply)
	var asking sync.WaitGroup
	answers := make([]answer.Answer, 10)
	for i := range answers {
		asking.Go(func() {
			a, err := m.Ask(t.Context(), answer.Question{Text: batteries}, func(answer.Answer) {})
			if err != nil {
				t.Error(err)
			}
			answers[i] = a
		})
	}
	asking.Wait()
	again, err := m.Ask(t.Context(), answer.Question{Text: "  " + batteries}, nil)
	if err != nil {
		t.Fatal(err)
	}
	paid := 0
	for _, a := range slices.Concat(answers, []answer.Answer{again}) {
		if a.Mode != answer.ModeLLM || text.Plain(a) != text.Plain(again) {
			t.Errorf("%s: %s", a.Mode, text.Plain(a))
		}
		paid += a.Usage.Requests
	}
	if n := len(m.server.ChatRequests()); n != 1 || paid != 1 || again.Usage.Requests != 0 {
		t.Errorf("%d requests, %d of them paid, %d by the last", n, paid, again.Usage.Requests)
	}
	m.asks(t, answer.Question{Text: batteries, AsOf: lastDay.AddDays(1)})
	if n := len(m.server.ChatRequests()); n != 1 {
		t.Errorf("another day was asked about with %d requests beyond the budget", n-1)
	}
}

// A mark and quotations below are part of the answer: asked again, it is the same.
func TestMarkedAnswerIsShared(t *testing.T) {
	m := withModel(t, setting{reads: true})
	m.server.Reply(func(req openaitest.ChatRequest) string {
		if !strings.Contains(req.Text(), "=== CLAIMS ===") {
			return reply
		}
		return `{"verdicts":[{"claim":1,"release":1,"words":"the EU promised to buy them all","status":"supported"},{"claim":2,"status":"not stated"}]}`
	})
	first, _ := m.asks(t, answer.Question{Text: batteries})
	if !slices.ContainsFunc(first.Notices, func(n answer.Notice) bool { return n.Code == answer.NoticeQuotes }) {
		t.Fatalf("no quotations follow: %+v", first.Notices)
	}
	requests := len(m.server.ChatRequests())
	again, _ := m.asks(t, answer.Question{Text: batteries})
	if n := len(m.server.ChatRequests()); n != requests || text.Plain(again) != text.Plain(first) {
		t.Errorf("asked again with %d requests: %s", n-requests, text.Plain(again))
	}
}
