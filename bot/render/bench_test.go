package render_test

import (
	"testing"

	"motirbot/answer"
)

func BenchmarkRender(b *testing.B) {
	for name, ans := range map[string]answer.Answer{
		"answer": worded(), "list": list(many(20, 60)), "hostile": poisoned(answer.KindAnswer, attacks["long markup"]),
	} {
		b.Run(name, func(b *testing.B) {
			v := view(ans)
			for b.Loop() {
				v.Message()
				v.Passages()
			}
		})
	}
}
