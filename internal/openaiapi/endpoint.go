package openaiapi

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// azureVersion is sent to Azure's classic addresses that name no version.
const azureVersion = "2024-10-21"

// endpoint is where a server's requests go.
type endpoint struct {
	scheme, host string // host with its port
	name         string // host alone
	// path before "/chat/completions", in a closure: it may hold a secret, and a
	// field could be printed with %+v.
	path        func() string
	deployments bool   // path lacks Azure's name of the model: "/openai/deployments"
	version     string // Azure's api-version; "" elsewhere
	azureKey    bool   // the key goes into Azure's own header
}

// CheckBaseURL reports whether an address can be that of a model server. Its
// errors are fit for a user and do not quote the address, which may hold a
// password.
func CheckBaseURL(raw string) error {
	_, err := readEndpoint(raw)
	return err
}

// readEndpoint understands base URLs as the makers of servers give them, with
// the path of a request behind or not, and those of Azure:
//
//	https://host/v1
//	https://NAME.openai.azure.com[/openai/v1]
//	https://NAME.openai.azure.com/?api-version=V
//	https://NAME.openai.azure.com/openai/deployments/MODEL[/chat/completions]?api-version=V
func readEndpoint(raw string) (endpoint, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return endpoint{}, errors.New("the base URL of the model server is not a URL")
	}
	query := u.Query()
	a := endpoint{scheme: u.Scheme, host: u.Host, name: u.Hostname(), version: query.Get("api-version")}
	path := strings.TrimRight(u.Path, "/")
	query.Del("api-version")
	switch {
	case u.Scheme != "http" && u.Scheme != "https" || a.name == "":
		return endpoint{}, errors.New("the base URL of the model server must look like https://host/v1")
	case u.User != nil:
		return endpoint{}, errors.New("the base URL of the model server must not hold a user or password")
	case len(query) > 0 || u.Fragment != "":
		return endpoint{}, errors.New("the base URL of the model server must not hold a query (other than Azure's api-version) or fragment")
	}
	for _, request := range []string{"/chat/completions", "/completions", "/embeddings"} {
		path = strings.TrimSuffix(path, request)
	}
	azure := slices.ContainsFunc([]string{".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"},
		func(suffix string) bool { return strings.HasSuffix(a.name, suffix) })
	deployed := strings.Contains(path+"/", "/openai/deployments/")
	switch {
	case azure && path == "" && a.version == "":
		path = "/openai/v1"
	case (path == "" || path == "/openai" || path == "/openai/deployments") && a.version != "":
		path, a.deployments, a.azureKey = "/openai/deployments", true, true
	case deployed || a.version != "" && !strings.HasSuffix(path, "/v1"):
		a.azureKey = true
	}
	if deployed && a.version == "" {
		a.version = azureVersion
	}
	a.path = func() string { return path }
	return a, nil
}

// base is the base URL for requests about a model.
func (a endpoint) base(model string) string {
	base := a.scheme + "://" + a.host + a.path()
	if a.deployments {
		base += "/" + url.PathEscape(model)
	}
	return base
}

// apply gives a request what Azure wants.
func (a endpoint) apply(req *http.Request, key string) {
	if a.version != "" {
		query := req.URL.Query()
		query.Set("api-version", a.version)
		req.URL.RawQuery = query.Encode()
	}
	if a.azureKey && key != "" {
		req.Header.Del("Authorization")
		req.Header.Set("Api-Key", key)
	}
}
