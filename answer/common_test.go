package answer_test

import (
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
)

func TestDigestSaysWhatIsInCommon(t *testing.T) {
	week := answer.DigestRequest{
		Period: release.WeekOf(release.NewDate(2025, 12, 17)), AsOf: release.NewDate(2025, 12, 19),
	}
	tests := []struct {
		name, reply, want string
		mode              answer.Mode
	}{
		{
			name:  "in the model's words, borne out",
			reply: "Park Jung-sung and Denis Redonnet met in Seoul on December 17. [2]",
			want:  "In short:\nPark Jung-sung and Denis Redonnet met in Seoul on December 17.",
			mode:  answer.ModeLLM,
		},
		{name: "words that nothing bears out", reply: "All of them praise Atlantis. [1]", want: "", mode: answer.ModeExtractive},
		{name: "a model that finds nothing", reply: "NO ANSWER", want: "", mode: answer.ModeExtractive},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := withModel(t, setting{})
			m.server.ReplyText(tt.reply)
			got, err := m.Digest(t.Context(), week)
			if err != nil {
				t.Fatal(err)
			}
			_, common, _ := strings.Cut(text.Plain(got), "\n\n")
			if !strings.HasPrefix(common, tt.want) || tt.want == "" && common != "" || len(got.Items) != 8 || got.Mode != tt.mode {
				t.Errorf("digest of %d releases, mode %s, ends %q, want %q", len(got.Items), got.Mode, common, tt.want)
			}
		})
	}
}

func TestDigestOfATopic(t *testing.T) {
	m := withModel(t, setting{})
	week := release.WeekOf(release.NewDate(2025, 12, 17))
	got, err := m.Digest(t.Context(), answer.DigestRequest{Period: week, Topic: "Norway"})
	if err != nil || len(got.Items) != 1 {
		t.Errorf("%d releases, error %v, want the one on Norway", len(got.Items), err)
	}
}
