package eval_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/answer/verify"
	"motirbot/eval"
	"motirbot/release"
	"motirbot/source/dump"
)

// aggreFact is the balanced accuracy of the best model of the MiniCheck kind on
// LLM-AggreFact (Bespoke-MiniCheck-7B).
const aggreFact = 0.774

// imagined is a model of the MiniCheck kind that is right on a given share of
// the true and of the false claims. Which ones, a hash decides: its errors do
// not depend on what a claim says, nor on the check's.
type imagined struct{ says map[string]bool } // by text of the claim

func imagine(claims []eval.Claim, right float64, salt string) imagined {
	m := imagined{map[string]bool{}}
	for _, truth := range []bool{true, false} {
		var of []eval.Claim
		for _, c := range claims {
			if c.True == truth {
				of = append(of, c)
			}
		}
		slices.SortFunc(of, func(a, b eval.Claim) int { return strings.Compare(hashed(salt, a.Claim), hashed(salt, b.Claim)) })
		for i, c := range of {
			m.says[strings.Join(strings.Fields(c.Claim), " ")] = truth == (i < int(math.Round(right*float64(len(of)))))
		}
	}
	return m
}

func hashed(salt, s string) string {
	sum := sha256.Sum256([]byte(salt + s))
	return hex.EncodeToString(sum[:])
}

func (imagined) Name() string { return "bespoke-minicheck" }

func (m imagined) Complete(_ context.Context, _, user string, _ json.RawMessage, _ int) (string, verify.Usage, error) {
	_, claim, _ := strings.Cut(user, "\nClaim: ")
	yes, ok := m.says[claim]
	switch {
	case !ok:
		return "", verify.Usage{}, errors.New("an unknown claim: " + claim)
	case yes:
		return "Yes", verify.Usage{Requests: 1}, nil
	}
	return "No", verify.Usage{Requests: 1}, nil
}

// reread puts the second reading behind a check: what is contradicted goes,
// what is not stated gets a mark.
type reread struct {
	check    eval.ClaimChecker
	verifier *verify.Verifier
}

func (r reread) CheckClaim(ctx context.Context, c answer.ClaimCheck) (answer.ClaimVerdict, error) {
	v, err := r.check.CheckClaim(ctx, c)
	if err != nil || !v.Kept {
		return v, err
	}
	claim := verify.Claim{Text: c.Claim, Before: c.Before}
	var releases []verify.Release
	for i, e := range c.Evidence {
		claim.Cites = append(claim.Cites, i+1)
		releases = append(releases, verify.Release{N: i + 1, Title: e.Title, Text: e.Body, Date: e.Date})
	}
	got, _, err := r.verifier.Verify(ctx, c.Question, []verify.Claim{claim}, releases)
	if err != nil {
		return v, err
	}
	v.Kept, v.Marked = got[0].Status != verify.Contradicted, got[0].Status == verify.NotStated
	return v, nil
}

// remembering asks a check once about each claim.
type remembering struct {
	eval.ClaimChecker
	said map[string]answer.ClaimVerdict
}

func (r remembering) CheckClaim(ctx context.Context, c answer.ClaimCheck) (answer.ClaimVerdict, error) {
	if v, ok := r.said[c.Claim]; ok {
		return v, nil
	}
	v, err := r.ClaimChecker.CheckClaim(ctx, c)
	r.said[c.Claim] = v
	return v, err
}

// all lets every claim stand: the second reading alone.
type all struct{}

func (all) CheckClaim(context.Context, answer.ClaimCheck) (answer.ClaimVerdict, error) {
	return answer.ClaimVerdict{Kept: true}, nil
}

var verifyRounds = flag.Int("rounds", 4, "verifiers that TestRatesWithASecondReading imagines; 20 give steady figures")

// TestRatesWithASecondReading logs what a reader sees of true and of false
// claims by the check alone and with a second reading that is right as often as
// MiniCheck, over 20 choices of where it is wrong.
func TestRatesWithASecondReading(t *testing.T) {
	folder := os.Getenv("MOTIRBOT_SHARED")
	if folder == "" {
		t.Skip("MOTIRBOT_SHARED names no folder with data/dev2-claims.jsonl: the development set is not part of the repository")
	}
	file, err := os.Open(filepath.Join(folder, "data", "dev2-claims.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	claims, err := eval.ReadClaims(file)
	if err != nil {
		t.Fatal(err)
	}
	var releases []release.Release
	for _, name := range []string{"motir-december-2025.txt", "dev-releases.jsonl", "dev2-releases.jsonl"} {
		batch, err := dump.Read(t.Context(), filepath.Join(folder, "data", name))
		if err != nil {
			t.Fatal(err)
		}
		for i := range batch.Releases {
			if name == "motir-december-2025.txt" {
				batch.Releases[i].ID = release.ID(fmt.Sprintf("seed-%d", i+1))
			}
		}
		releases = append(releases, batch.Releases...)
	}
	rounds := float64(*verifyRounds)
	check := remembering{answer.New(answer.Config{Now: time.Now}), map[string]answer.ClaimVerdict{}}
	for _, c := range []struct {
		name    string
		checker eval.ClaimChecker
		right   float64 // of the verifier; 0: none
	}{
		{"check alone", check, 0},
		{"second reading alone", all{}, aggreFact},
		{"check and second reading", check, aggreFact},
		{"check and a perfect reading", check, 1},
	} {
		var trueShown, trueMarked, falseShown, falseMarked, least, most float64
		least = 1
		for i := range *verifyRounds {
			checker := c.checker
			if c.right > 0 {
				checker = reread{checker, verify.New(imagine(claims, c.right, fmt.Sprint(i)), verify.Options{})}
			}
			report, err := eval.RunClaims(t.Context(), checker, claims, releases)
			if err != nil {
				t.Fatal(err)
			}
			r := report.All
			marked, passed := float64(r.TrueMarked)/float64(r.True), 1-r.FalseCaught-float64(r.FalseMarked)/float64(r.False)
			trueShown += (r.TrueKept - marked) / rounds
			trueMarked += marked / rounds
			falseShown += passed / rounds
			falseMarked += float64(r.FalseMarked) / float64(r.False) / rounds
			least, most = min(least, passed), max(most, passed)
			if c.right == 0 {
				trueShown, trueMarked, falseShown = r.TrueKept, 0, passed
				break
			}
			if c.right == 1 && passed != 0 {
				t.Errorf("a perfect reading lets %.3f of the false claims pass", passed)
			}
		}
		t.Logf("%-28s true: %.3f plain, %.3f marked, %.3f gone; false: %.3f plain (%.3f to %.3f), %.3f marked, %.3f gone",
			c.name, trueShown, trueMarked, 1-trueShown-trueMarked, falseShown, least, most, falseMarked, 1-falseShown-falseMarked)
	}
}
