package openaiapi_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"motirbot/internal/openaiapi"

	"github.com/google/go-cmp/cmp"
)

func TestAddresses(t *testing.T) {
	const key = "0123456789abcdef0123456789abcdef"
	for _, tc := range []struct{ base, path, version, header string }{
		{"", "/chat/completions", "", "Authorization"},
		{"/v1", "/v1/chat/completions", "", "Authorization"},
		{"/v1/", "/v1/chat/completions", "", "Authorization"},
		{"/v1/chat/completions", "/v1/chat/completions", "", "Authorization"},
		{"/api/v1/embeddings", "/api/v1/chat/completions", "", "Authorization"},
		{"/openai/v1", "/openai/v1/chat/completions", "", "Authorization"},
		{"/openai/v1/?api-version=preview", "/openai/v1/chat/completions", "preview", "Authorization"},
		{"?api-version=2024-10-21", "/openai/deployments/gpt-4o-mini/chat/completions", "2024-10-21", "Api-Key"},
		{"/openai?api-version=2024-10-21", "/openai/deployments/gpt-4o-mini/chat/completions", "2024-10-21", "Api-Key"},
		{"/openai/deployments/mine?api-version=2025-01-01-preview", "/openai/deployments/mine/chat/completions", "2025-01-01-preview", "Api-Key"},
		{"/openai/deployments/mine/chat/completions?api-version=2024-06-01", "/openai/deployments/mine/chat/completions", "2024-06-01", "Api-Key"},
		{"/openai/deployments/mine", "/openai/deployments/mine/chat/completions", "2024-10-21", "Api-Key"},
		{"/models?api-version=2024-05-01-preview", "/models/chat/completions", "2024-05-01-preview", "Api-Key"},
	} {
		t.Run(tc.base, func(t *testing.T) {
			var got *http.Request
			url := newHTTP(t, func(w http.ResponseWriter, r *http.Request) {
				got = r
				_, _ = io.WriteString(w, said("", "", done))
			})
			c, err := openaiapi.New(openaiapi.Config{BaseURL: strings.TrimSuffix(url, "/v1") + tc.base, Key: key})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.Chat(t.Context(), ask(), nil); err != nil {
				t.Fatal(err)
			}
			var sent []string
			for name, values := range got.Header {
				if strings.Contains(values[0], key) {
					sent = append(sent, name)
				}
			}
			want := []string{tc.path, tc.version, tc.header}
			if diff := cmp.Diff(want, append([]string{got.URL.Path, got.URL.Query().Get("api-version")}, sent...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Azure's hosts without a path speak the newer form.
func TestAzureHost(t *testing.T) {
	for base, want := range map[string]string{
		"https://mine.openai.azure.com":                        "https://mine.openai.azure.com/openai/v1/chat/completions",
		"https://mine.openai.azure.com/openai/v1/":             "https://mine.openai.azure.com/openai/v1/chat/completions",
		"https://mine.openai.azure.com?api-version=2024-10-21": "https://mine.openai.azure.com/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21",
	} {
		var got string
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			got = r.URL.String()
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(said("", "", done))), Request: r}, nil
		})
		c, err := openaiapi.New(openaiapi.Config{BaseURL: base, HTTPClient: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Chat(t.Context(), ask(), nil); err != nil || got != want {
			t.Errorf("%s asks %s, %v", base, got, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
