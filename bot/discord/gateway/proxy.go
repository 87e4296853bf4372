package gateway

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/proxy"
)

// dialer connects to the gateway, by way of the proxy that requests to Discord
// go through, if there is one.
type dialer struct {
	proxy func(*http.Request) (*url.URL, error)
	net.Dialer
}

// dial returns a connection to the address, encrypted or not. Errors do not
// quote the proxy, which may have a password.
func (d dialer) dial(ctx context.Context, network, address string, encrypted bool) (net.Conn, error) {
	scheme := map[bool]string{false: "http", true: "https"}[encrypted]
	via, err := d.proxy(&http.Request{URL: &url.URL{Scheme: scheme, Host: address}})
	if err != nil {
		return nil, fmt.Errorf("the proxy for the gateway is not understood")
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	conn, err := d.through(ctx, via, network, address)
	if err != nil || !encrypted {
		return conn, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, closing(conn, err)
	}
	secure := tls.Client(conn, &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, closing(conn, err)
	}
	return secure, nil
}

func closing(conn net.Conn, err error) error {
	_ = conn.Close()
	return err
}

// through connects by way of a proxy: none, HTTP with or without TLS, or SOCKS 5.
func (d dialer) through(ctx context.Context, via *url.URL, network, address string) (net.Conn, error) {
	switch {
	case via == nil:
		return d.DialContext(ctx, network, address)
	case strings.HasPrefix(via.Scheme, "socks5"):
		socks, err := proxy.FromURL(via, &d.Dialer)
		if err != nil {
			return nil, fmt.Errorf("the proxy for the gateway is not understood")
		}
		return socks.(proxy.ContextDialer).DialContext(ctx, network, address)
	}
	host := via.Host
	if via.Port() == "" {
		host = net.JoinHostPort(via.Hostname(), map[bool]string{false: "80", true: "443"}[via.Scheme == "https"])
	}
	conn, err := d.DialContext(ctx, network, host)
	if err != nil {
		return nil, fmt.Errorf("the proxy for the gateway: %w", err)
	}
	if via.Scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: via.Hostname(), MinVersion: tls.VersionTLS12})
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, closing(conn, fmt.Errorf("the proxy for the gateway: %w", err))
		}
		conn = secure
	}
	if err := tunnel(ctx, conn, via.User, address); err != nil {
		return nil, closing(conn, err)
	}
	return conn, nil
}

// tunnel has an HTTP proxy connect to the address.
func tunnel(ctx context.Context, conn net.Conn, user *url.Userinfo, address string) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	asked := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: http.Header{}}
	if user != nil {
		password, _ := user.Password()
		asked.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	if err := asked.Write(conn); err != nil {
		return fmt.Errorf("asking the proxy for the gateway: %w", err)
	}
	// The gateway waits to be spoken to, so that nothing of it is buffered here.
	answer, err := http.ReadResponse(bufio.NewReader(conn), asked)
	if err != nil {
		return fmt.Errorf("asking the proxy for the gateway: %w", err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the proxy does not connect to the gateway: %s", answer.Status)
	}
	if !stop() {
		return ctx.Err()
	}
	return nil
}
