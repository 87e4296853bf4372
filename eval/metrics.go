package eval

import (
	"math"
	"slices"
)

// Judgements is what assessors said of one query's documents: 0 and less for
// one that is not relevant, more for the better ones. A document that nobody
// judged counts as not relevant, as in TREC.
type Judgements map[string]int

// relevant is the number of relevant documents, whether retrieved or not.
func (j Judgements) relevant() int {
	n := 0
	for _, grade := range j {
		if grade > 0 {
			n++
		}
	}
	return n
}

// NDCG is the normalised discounted cumulative gain of the first k documents
// of a ranking (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation
// of IR techniques", ACM TOIS 20:4), in the form of trec_eval's ndcg_cut: the
// gain is the grade itself, the discount log2(rank+1) from the first rank on,
// and the ideal ranking holds every judged document. Without a relevant
// document it is 0.
func (j Judgements) NDCG(ranking []string, k int) float64 {
	ideal := make([]int, 0, len(j))
	for _, grade := range j {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	got := make([]int, 0, k)
	for _, id := range head(ranking, k) {
		got = append(got, j[id])
	}
	return share(cumulated(got), cumulated(head(ideal, k)))
}

// cumulated is the discounted cumulative gain of grades in the order of rank.
func cumulated(grades []int) float64 {
	sum := 0.0
	for i, grade := range grades {
		if grade > 0 {
			sum += float64(grade) / math.Log2(float64(i+2))
		}
	}
	return sum
}

// AveragePrecision is the mean, over all relevant documents, of the precision
// at the rank of each; one that is not among the first k adds 0 (Buckley and
// Voorhees 2000, "Evaluating evaluation measure stability"; trec_eval's
// map_cut). Its mean over queries is MAP@k.
func (j Judgements) AveragePrecision(ranking []string, k int) float64 {
	sum, found := 0.0, 0
	for i, id := range head(ranking, k) {
		if j[id] > 0 {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	return share(sum, float64(j.relevant()))
}

// Recall is the share of the relevant documents that are among the first k of
// a ranking (trec_eval's recall).
func (j Judgements) Recall(ranking []string, k int) float64 {
	found := 0
	for _, id := range head(ranking, k) {
		if j[id] > 0 {
			found++
		}
	}
	return share(float64(found), float64(j.relevant()))
}

func head[T any](list []T, k int) []T { return list[:min(k, len(list))] }
