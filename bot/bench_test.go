package bot_test

import (
	"testing"

	"motirbot/answer"
)

func BenchmarkRender(b *testing.B) {
	for name, ans := range map[string]answer.Answer{
		"answer": batteries(), "list": listed(answer.KindDigest, releases()...), "hostile": poisoned(answer.KindAnswer, attacks["long markup"]),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				laidOut(ans, "question", 0)
			}
		})
	}
}
