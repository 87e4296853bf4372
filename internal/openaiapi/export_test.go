package openaiapi

// Clean shows a server's words as an error would, for a client with this key
// after sending these texts.
func Clean(key, text string, sent ...string) string {
	k := &call{c: &Client{reveal: func() string { return key }}, sent: sent}
	return k.clean(text)
}
