package verify

// Parse is parse for fuzzing: it returns the claims that verdicts are on.
func Parse(reply string, n int) (claims []int) {
	for _, f := range parse(reply, n) {
		claims = append(claims, f.claim)
	}
	return claims
}

// Packed returns claims and texts of each request that pack makes.
func Packed(budget int, claims []Claim, releases []Release) (claimsOf [][]int, texts [][]string) {
	for _, b := range pack(budget, "", claims, releases) {
		claimsOf = append(claimsOf, b.claims)
		var parts []string
		for _, p := range b.parts {
			parts = append(parts, p.text())
		}
		texts = append(texts, parts)
	}
	return claimsOf, texts
}
