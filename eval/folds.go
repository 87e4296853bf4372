package eval

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"motirbot/release"
)

// Folds deals questions out into n folds for cross-validation and returns the
// fold of each, from 0. Questions that share a release, or releases of one
// statistics family, stand in one fold: what is learnt from a family's March
// says everything about its April. Questions without a gold are dealt out
// evenly.
func Folds(questions []Question, n int) []int {
	sets := map[string]string{} // family → a family it shares a fold with
	var root func(string) string
	root = func(f string) string {
		if next, ok := sets[f]; ok && next != f {
			return root(next)
		}
		return f
	}
	for _, q := range questions {
		for _, id := range q.GoldIDs {
			sets[root(family(id))] = root(family(q.GoldIDs[0]))
		}
	}
	members := map[string][]int{}
	var groups []string
	var free []int
	for i, q := range questions {
		if len(q.GoldIDs) == 0 {
			free = append(free, i)
			continue
		}
		name := root(family(q.GoldIDs[0]))
		if members[name] == nil {
			groups = append(groups, name)
		}
		members[name] = append(members[name], i)
	}
	slices.SortStableFunc(groups, func(a, b string) int { return cmp.Compare(len(members[b]), len(members[a])) })
	folds, size := make([]int, len(questions)), make([]int, n)
	for _, name := range groups {
		least := slices.Index(size, slices.Min(size))
		for _, i := range members[name] {
			folds[i] = least
		}
		size[least] += len(members[name])
	}
	slices.SortStableFunc(free, func(a, b int) int { return cmp.Compare(questions[a].Type, questions[b].Type) })
	for k, i := range free {
		folds[i] = k % n
	}
	return folds
}

var digits = regexp.MustCompile(`\d+`)

// family is a release's id without its numbers: "s202503-exports" and
// "s202504-exports" are one statistic. An id that is little but a number, such
// as "seed-3", is a family of its own.
func family(id release.ID) string {
	name := digits.ReplaceAllString(string(id), "#")
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '#' || r == '-' || r == ':' || r == '_' || r == '/' })
	if len(words) < 2 {
		return string(id)
	}
	return name
}
