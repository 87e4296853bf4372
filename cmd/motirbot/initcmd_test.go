package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/peterh/liner"
)

func TestInitAsks(t *testing.T) {
	const token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz1234567890ab"
	tests := []struct {
		name  string
		now   environ
		typed map[string][]string // by setting
		want  [][2]string
		says  string
	}{
		{"all of it", nil, map[string][]string{
			"MOTIRBOT_CONTACT": {" me@example.org "}, "DISCORD_TOKEN": {token}, "OPENAI_CHAT_MODEL": {"tiny"}, "OPENAI_BASE_URL": {"http://localhost:1/v1"}, "OPENAI_API_KEY": {"sk-1"},
		}, [][2]string{{"MOTIRBOT_CONTACT", "me@example.org"}, {"DISCORD_TOKEN", token}, {"OPENAI_CHAT_MODEL", "tiny"}, {"OPENAI_BASE_URL", "http://localhost:1/v1"}, {"OPENAI_API_KEY", "sk-1"}}, ""},
		{"no model, so nothing of its server", nil, map[string][]string{"MOTIRBOT_CONTACT": {"me@example.org"}, "OPENAI_BASE_URL": {"http://localhost:1/v1"}},
			[][2]string{{"MOTIRBOT_CONTACT", "me@example.org"}}, ""},
		{"a mistake is asked again", nil, map[string][]string{"MOTIRBOT_CONTACT": {"nobody", "me@example.org"}, "DISCORD_TOKEN": {"secret-not-a-token", ""}},
			[][2]string{{"MOTIRBOT_CONTACT", "me@example.org"}}, "motirbot: MOTIRBOT_CONTACT: want a web or mail address"},
		{"the server of a model that is set", environ{"OPENAI_CHAT_MODEL": "tiny", "OPENAI_API_KEY": "sk-secret-1"}, map[string][]string{"OPENAI_BASE_URL": {"http://localhost:1/v1"}},
			[][2]string{{"OPENAI_BASE_URL", "http://localhost:1/v1"}}, "Now: tiny"},
		{"nothing", nil, nil, nil, "nothing is set"},
		{"Ctrl-C", nil, map[string][]string{"MOTIRBOT_CONTACT": {"me@example.org"}, "DISCORD_TOKEN": {"^C"}}, nil, "nothing is written"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			x := &settingUp{app: newApp(nil, strings.NewReader(""), &out, &errOut)}
			got, err := x.ask(func(s setting) (string, error) {
				lines := test.typed[s.name]
				if len(lines) == 0 {
					return "", nil
				}
				test.typed[s.name] = lines[1:]
				if lines[0] == "^C" {
					return "", liner.ErrPromptAborted
				}
				return lines[0], nil
			}, test.now)
			said := out.String() + errOut.String()
			if err != nil {
				said += err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" || (err == nil) != (test.want != nil) || !strings.Contains(said, test.says) {
				t.Errorf("%v, said %q (-want +got):\n%s", err, said, diff)
			}
			if strings.Contains(said, "secret-") || strings.Contains(said, token) {
				t.Errorf("a key is shown: %s", said)
			}
		})
	}
}
