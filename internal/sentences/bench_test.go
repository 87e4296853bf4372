package sentences_test

import (
	"strings"
	"testing"

	"motirbot/internal/sentences"
)

func BenchmarkSplit(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"English", strings.Repeat("He met U.S. Trade Representative Hong on Dec. 5. They agreed on 640.2 tons.\n", 100)},
		{"Korean", strings.Repeat("□ 장관은 “힘껏 돕겠다.”고 말했다. 회의는 8.18.(화) 열렸다.\n", 100)},
		{"one line", strings.Repeat("“It opened. It closed. “So be it.” △ a ", 500)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				sentences.Split(c.text)
			}
		})
	}
}
