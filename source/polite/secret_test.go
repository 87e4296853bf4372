package polite_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"motirbot/source/polite"
)

// keys notes under which keys validators are looked up and kept.
type keys struct{ all []string }

func (k *keys) Validators(_ context.Context, key string) (polite.Validators, error) {
	k.all = append(k.all, key)
	return polite.Validators{}, fmt.Errorf("no validators under %s", key)
}

func (k *keys) PutValidators(_ context.Context, key string, _ polite.Validators) error {
	k.all = append(k.all, key)
	return nil
}

// Whatever becomes of a request, neither its error nor the log nor the keys of
// the cache hold what may be secret in the address.
func TestSecretsOfAnAddress(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Referer() != "" {
			t.Errorf("%s was asked for with the referer %s", r.URL, r.Referer())
		}
		switch r.URL.Query().Get("then") {
		case "missing":
			http.NotFound(w, r)
		case "down":
			http.Error(w, "down", http.StatusServiceUnavailable)
		case "cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "cut")
		case "picture":
			w.Header().Set("Content-Type", "image/png")
		case "circle":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		case "nowhere":
			w.WriteHeader(http.StatusFound)
		case "on":
			http.Redirect(w, r, "/on?then=text&key="+r.URL.Query().Get("key"), http.StatusFound)
		default:
			w.Header().Set("ETag", `"1"`)
			fmt.Fprint(w, "text")
		}
	}))
	defer server.Close()
	for _, then := range []string{"text", "on", "missing", "down", "cut", "picture", "circle", "nowhere", "closed", "unreadable", "foreign"} {
		t.Run(then, func(t *testing.T) {
			address := server.URL + "/t0k3n-of-the-path-0123/list?then=" + then + "&key=s3cr3t-key"
			switch then {
			case "closed":
				address = strings.Replace(address, server.URL, "http://127.0.0.1:1", 1)
			case "unreadable":
				address = "http://[s3cr3t-key"
			case "foreign":
				address = strings.Replace(address, "http://", "http://s3cr3t-user:s3cr3t-word@", 1)
			}
			var log bytes.Buffer
			cache := &keys{}
			client, err := polite.New(polite.Options{
				UserAgent: agent, MinInterval: -1, Admit: func(netip.AddrPort) bool { return true }, Cache: cache, Sleep: newClock().Sleep,
				Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			page, err := client.Get(t.Context(), address, polite.Conditional())
			if good := then == "text" || then == "on"; good != (err == nil) {
				t.Fatalf("error %v", err)
			}
			if err == nil {
				if err := client.Remember(t.Context(), page); err != nil {
					t.Fatal(err)
				}
			}
			page.Body = nil
			all := fmt.Sprintf("%v %+v %#v\n%+v %#v\n%s\n%s", err, err, err, page, page, cache.all, log.String())
			if strings.Contains(all, "s3cr3t") || strings.Contains(all, "t0k3n") {
				t.Errorf("a secret is in:\n%s", all)
			}
			t.Log(err)
		})
	}
}
