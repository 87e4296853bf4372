package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"motirbot/answer"
	"motirbot/release"
)

// fingerprinted are questions for the sample, of every kind of answer.
var fingerprinted = []string{
	"Who met Denis Redonnet?",
	"When was the FTA upgrade with the UK declared concluded?",
	"How many people came to the Trade Day ceremony?",
	"what did korea and norway agree on ships and energy",
	"why does the ministry want new free economic zones?",
	"무역의 날 기념식은 어디에서 열렸나요?",
	"Compare the talks with the EU and with the UK in December 2025",
}

// Fingerprint returns a hash of what a model sees of a few questions to the
// sample. It changes where retrieval, the embedder or the features do, and
// weights that were fitted before are out of date.
func Fingerprint(ctx context.Context, sample Learner) (string, error) {
	hash := sha256.New()
	for _, text := range fingerprinted {
		evidence, err := sample.Evidence(ctx, answer.Question{Text: text, AsOf: release.NewDate(2025, 12, 20), NoLLM: true})
		if err != nil {
			return "", fmt.Errorf("question %q: %w", text, err)
		}
		for _, part := range evidence.Parts {
			for _, c := range part.Candidates {
				fmt.Fprint(hash, c.Release, " ", c.Text)
				for _, x := range c.Features {
					fmt.Fprint(hash, " ", int(math.Round(100*x)))
				}
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:8]), nil
}
