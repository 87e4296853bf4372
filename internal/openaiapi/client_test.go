package openaiapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
)

func TestNewRefuses(t *testing.T) {
	const key = "sk-test-4f1c9a7e0b2d6853"
	for name, cfg := range map[string]openaiapi.Config{
		"no address":     {},
		"no scheme":      {BaseURL: "api.example.com/v1"},
		"other scheme":   {BaseURL: "ftp://api.example.com/v1"},
		"no host":        {BaseURL: "https:///v1"},
		"password":       {BaseURL: "https://me:hunter2@api.example.com/v1"},
		"query":          {BaseURL: "https://api.example.com/v1?key=hunter2"},
		"control":        {BaseURL: "https://api.example.com/\x00hunter2"},
		"key with space": {BaseURL: "https://api.example.com/v1", Key: key + " hunter2"},
		"key with line":  {BaseURL: "https://api.example.com/v1", Key: key + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openaiapi.New(cfg)
			if err == nil {
				t.Fatal("accepted")
			}
			assertClean(t, "error", err.Error(), key)
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error shows too much: %q", err)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	const key = "sk-test-4f1c9a7e0b2d6853"
	secret := openaiapi.Secret(key)
	client, err := openaiapi.New(openaiapi.Config{BaseURL: "https://api.example.com/v1", Key: secret})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		for _, v := range []any{secret, &secret, openaiapi.Config{Key: secret}, client} {
			assertClean(t, verb, fmt.Sprintf(verb, v), key)
			assertClean(t, verb, fmt.Sprintf(verb, v), fmt.Sprintf("%x", key))
		}
	}
	encoded, err := json.Marshal(struct{ Key openaiapi.Secret }{secret})
	if err != nil || string(encoded) != `{"Key":"[redacted]"}` {
		t.Errorf("as JSON %s, %v", encoded, err)
	}
	log := &buffer{}
	slog.New(slog.NewTextHandler(log, nil)).Info("x", "key", secret)
	assertClean(t, "log", log.String(), key)
	if secret.Reveal() != key {
		t.Error("Reveal does not")
	}
}

// A long part of the path may be what admits to the server.
func TestSecretInTheBaseURL(t *testing.T) {
	const secret = "0123456789abcdef-gateway"
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"error":"no route `+r.URL.Path+`"}`, http.StatusNotFound)
	}))
	defer srv.Close()
	log := &buffer{}
	c, err := openaiapi.New(openaiapi.Config{
		BaseURL: srv.URL + "/" + secret + "/v1/", Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Embed(t.Context(), model, 0, []string{question})
	if said := fmt.Sprint(err); !strings.Contains(said, "no route /[redacted]/v1/embeddings") {
		t.Errorf("error %v", err)
	}
	if all := fmt.Sprintf("%v %+v %#v %+v %#v %s", err, err, err, c, c, log.String()); strings.Contains(all, secret) {
		t.Errorf("the path is in %s", all)
	}
}

// A local server without a key gets no Authorization header.
func TestNoKey(t *testing.T) {
	srv := openaitest.New(t)
	c := newClient(t, srv, func(cfg *openaiapi.Config) { cfg.Key = "" })
	_, err := c.Embed(t.Context(), model, 0, []string{"x"})
	e := wantError(t, err, openaiapi.Auth, srv)
	if _, sent := srv.Requests()[0].Header["Authorization"]; sent {
		t.Error("Authorization sent without a key")
	}
	if !strings.Contains(e.Error(), "none is set") {
		t.Errorf("%q does not say that there is no key", e)
	}
}

func TestUnreachable(t *testing.T) {
	noSuchName := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "model.example", IsNotFound: true}}
	}
	for name, tc := range map[string]struct {
		cfg  openaiapi.Config
		want string
	}{
		"nobody listens": {
			openaiapi.Config{BaseURL: "http://" + freePort(t) + "/v1"},
			"cannot be reached: connection refused (tried 2 times)",
		},
		"no such name": {
			openaiapi.Config{BaseURL: "http://model.example/v1", HTTPClient: &http.Client{Transport: &http.Transport{DialContext: noSuchName}}},
			"model server model.example cannot be reached: no such host (tried 2 times)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.cfg.Key, tc.cfg.MaxRetries, tc.cfg.BackoffMin = "sk-test-4f1c9a7e0b2d6853", 1, time.Millisecond
			c, err := openaiapi.New(tc.cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, err = c.Embed(t.Context(), model, 0, []string{question})
			if kindOf(err) != openaiapi.Unreachable || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %q, want %q", err, tc.want)
			}
		})
	}
}

func TestTLSMistakes(t *testing.T) {
	t.Run("https for http", func(t *testing.T) {
		srv := openaitest.New(t)
		c := newClient(t, srv, func(cfg *openaiapi.Config) {
			cfg.BaseURL = strings.Replace(cfg.BaseURL, "http:", "https:", 1)
			cfg.MaxRetries = -1
		})
		_, err := c.Embed(t.Context(), model, 0, []string{question})
		if !strings.Contains(fmt.Sprint(err), "does not speak TLS") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("unknown certificate", func(t *testing.T) {
		srv := httptest.NewTLSServer(http.NotFoundHandler())
		srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		defer srv.Close()
		c, err := openaiapi.New(openaiapi.Config{BaseURL: srv.URL, MaxRetries: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, err = c.Embed(t.Context(), model, 0, []string{question})
		if !strings.Contains(fmt.Sprint(err), "certificate is not trusted") {
			t.Errorf("got %v", err)
		}
	})
}

// Within one host a redirect is followed, with the key and the body.
func TestRedirectWithinTheHost(t *testing.T) {
	srv := openaitest.New(t)
	srv.FailNext(1, openaitest.Redirect("/v1/embeddings"))
	got, err := newClient(t, srv).Embed(t.Context(), model, 4, []string{"chips"})
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

// Error bodies of servers other than OpenAI's.
func TestForeignErrorBodies(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":"model 'x' not found"}`:              "model 'x' not found",
		`{"message":"no such route"}`:                  "no such route",
		`{"detail":[{"msg":"field required"}]}`:        "field required",
		"model\r\nnot \x1b[31mloaded\u202e":            "model not [31mloaded",
		`<html><title>nginx</title></html>`:            "",
		`{"broken`:                                     "",
		"proxy: Authorization: Bearer abc.def refused": "proxy: Authorization: [redacted] refused",
	} {
		t.Run(body, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, body, http.StatusBadRequest)
			}))
			defer srv.Close()
			c, err := openaiapi.New(openaiapi.Config{BaseURL: srv.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, err = c.Embed(t.Context(), model, 0, []string{question})
			_, said, _ := strings.Cut(fmt.Sprint(err), "(400)")
			if said = strings.TrimPrefix(said, ": "); want == "" && said != "" || !strings.Contains(said, want) {
				t.Errorf("got %q, want %q", said, want)
			}
		})
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
