package verify_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"motirbot/answer/model"
	"motirbot/answer/verify"
)

func TestMiniCheckForm(t *testing.T) {
	m := &scripted{name: "Bespoke-MiniCheck:7b", reply: says("Yes")}
	got, _, err := verify.New(m, verify.Options{}).Verify(t.Context(), "How?", claims[:1], []verify.Release{exports, steel})
	if err != nil {
		t.Fatal(err)
	}
	want := "Document: Exports in November (2025-12-01)\nExports rose 4.7% to USD 61.0 billion.\nMinister Kim spoke in Seoul.\nClaim: Exports rose by 4.7%."
	if len(m.asked) != 1 || m.asked[0] != want {
		t.Errorf("asked %q, want %q", m.asked, want)
	}
	if got[0] != (verify.Verdict{Status: verify.Supported, Release: 1}) {
		t.Errorf("verdict %v", got[0])
	}
}

func TestMiniCheckReplies(t *testing.T) {
	for reply, want := range map[string]verify.Status{
		"Yes": verify.Supported, "yes.": verify.Supported, "**Yes**\n": verify.Supported, "The answer is: Yes": verify.Supported,
		"No": verify.NotStated, " NO, it is not.": verify.NotStated, "<think>yes, well</think>No": verify.NotStated,
		"Yes and no": verify.Unread, "": verify.Unread, "Maybe": verify.Unread, "November": verify.Unread,
	} {
		t.Run(reply, func(t *testing.T) {
			got, usage, err := verify.New(&scripted{name: "minicheck", reply: says(reply)}, verify.Options{}).Verify(t.Context(), "", claims[:1], []verify.Release{exports})
			if got[0].Status != want || usage.Requests != 1 {
				t.Errorf("%v, %+v", got[0], usage)
			}
			if errors.Is(err, model.ErrUnusable) != (want == verify.Unread) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestMiniCheckDocuments has two cited releases together if they fit, apart if
// not, and a long one in windows, until one says Yes.
func TestMiniCheckDocuments(t *testing.T) {
	both := []verify.Claim{{Text: "Kim spoke last.", Cites: []int{1, 2}}}
	filler := strings.Repeat("Exports of steel and cars rose again in the month. ", 30)
	a := verify.Release{N: 1, Title: "A", Text: filler}
	b := verify.Release{N: 2, Title: "B", Text: filler + filler + "At last Kim spoke."}
	finds := func(user string) (string, error) {
		if strings.Contains(user, "Kim spoke.\n") {
			return "Yes", nil
		}
		return "No", nil
	}
	for name, c := range map[string]struct {
		opts     verify.Options
		reply    func(string) (string, error)
		requests int
		want     verify.Verdict
	}{
		"together":               {verify.Options{}, finds, 1, verify.Verdict{Status: verify.Supported}},
		"apart":                  {verify.Options{MaxDocument: 1200}, finds, 2, verify.Verdict{Status: verify.Supported, Release: 2}},
		"in windows":             {verify.Options{MaxDocument: 600}, finds, 3, verify.Verdict{Status: verify.Supported, Release: 2}},
		"in none":                {verify.Options{MaxDocument: 600}, says("No"), 3, verify.Verdict{Status: verify.NotStated}},
		"the first already":      {verify.Options{MaxDocument: 600}, says("Yes"), 1, verify.Verdict{Status: verify.Supported, Release: 1}},
		"more than may be asked": {verify.Options{MaxDocument: 600, MaxRequests: 2}, finds, 2, verify.Verdict{Status: verify.Unread}},
	} {
		t.Run(name, func(t *testing.T) {
			m := &scripted{name: "minicheck", reply: c.reply}
			got, usage, err := verify.New(m, c.opts).Verify(t.Context(), "", both, []verify.Release{a, b})
			if err != nil || got[0] != c.want || usage.Requests != c.requests {
				t.Errorf("%v, %+v, %v; want %v in %d requests", got[0], usage, err, c.want, c.requests)
			}
			for _, user := range m.asked {
				if n := model.Tokens(user); c.opts.MaxDocument > 0 && n > c.opts.MaxDocument+50 {
					t.Errorf("a document of %d tokens", n)
				}
			}
		})
	}
}

// TestMiniCheckAsksSeveralAtATime measures in a bubble of time how long eight
// claims take whose replies take a second each.
func TestMiniCheckAsksSeveralAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		m := &scripted{name: "minicheck", reply: func(string) (string, error) {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			time.Sleep(time.Second)
			return "Yes", nil
		}}
		eight := make([]verify.Claim, 8)
		for i := range eight {
			eight[i] = verify.Claim{Text: "Exports rose.", Cites: []int{1}}
		}
		start := time.Now()
		_, usage, err := verify.New(m, verify.Options{}).Verify(t.Context(), "", eight, []verify.Release{exports})
		if err != nil || usage.Requests != 8 || most.Load() != 4 || time.Since(start) != 2*time.Second {
			t.Errorf("%+v, %v: %d at a time in %v", usage, err, most.Load(), time.Since(start))
		}
	})
}

// TestMiniCheckFailsForOneClaim keeps the verdicts on the others.
func TestMiniCheckFailsForOneClaim(t *testing.T) {
	m := &scripted{name: "minicheck", reply: func(user string) (string, error) {
		if strings.Contains(user, "Claim: Steel") {
			return "", errors.New("503")
		}
		return "Yes", nil
	}}
	got, _, err := verify.New(m, verify.Options{}).Verify(t.Context(), "", claims, []verify.Release{exports, steel})
	if err == nil || got[0].Status != verify.Supported || got[1].Status != verify.Unread {
		t.Errorf("%v, %v", got, err)
	}
}
