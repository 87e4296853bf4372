package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestCtrlCStopsTheAnswer(t *testing.T) {
	asked := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select { // a model that never begins
		case <-r.Context().Done():
		case <-t.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	p := startAt(t, t.TempDir(), []string{"OPENAI_BASE_URL=" + server.URL, "OPENAI_CHAT_MODEL=slow"}, "ask")
	p.expect(promptText)
	p.typeIn("What did Korea ask the EU for on batteries?" + enter)
	select {
	case <-asked:
	case <-time.After(hanging):
		t.Fatal("the model was not asked")
	}
	p.typeIn(ctrlC)
	p.expect("motirbot: stopped")
	p.expect(promptText)
	p.typeIn(ctrlD)
	p.ends("0")
}
