package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"
)

const (
	maxRemote      = 10 << 20 // bytes of one picture
	remoteTimeout  = 10 * time.Second
	maxRedirects   = 5
	maxKeptRemote  = 64 << 20 // bytes kept in memory
	remoteParallel = 6
	// userAgent is the same for everybody, so that it tells nothing of who reads.
	userAgent = "Mozilla/5.0"
)

var (
	errNotHTTPS  = errors.New("only https pictures are fetched")
	errForbidden = errors.New("the address is not on the public internet")
	errTooLarge  = errors.New("the picture is too large")
)

// fetcher gets pictures from outside for a person who asked for them: https, no cookie, no referrer, no proxy, nothing
// inside the local network (desktop.md, "Remote images").
type fetcher struct {
	client *http.Client
	places chan struct{}

	mu   sync.Mutex
	kept map[string][]byte
	size int
}

func newFetcher() *fetcher { return newFetcherTo(public, nil) }

// newFetcherTo is newFetcher with another idea of what may be dialled, for tests.
func newFetcherTo(may func(netip.Addr) bool, trust *tls.Config) *fetcher {
	dialer := &net.Dialer{
		Timeout: remoteTimeout,
		// Control sees the address after DNS, at the first request and at each redirect.
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !may(at.Addr().Unmap()) {
				return errForbidden
			}
			return nil
		},
	}
	transport := &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, TLSClientConfig: trust, TLSHandshakeTimeout: remoteTimeout, ForceAttemptHTTP2: true,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true,
	}
	return &fetcher{
		places: make(chan struct{}, remoteParallel), kept: map[string][]byte{},
		client: &http.Client{
			Transport: transport, Timeout: remoteTimeout,
			CheckRedirect: func(r *http.Request, via []*http.Request) error {
				if len(via) > maxRedirects {
					return errors.New("too many redirects")
				}
				r.Header.Del("Referer")
				return onlyHTTPS(r.URL)
			},
		},
	}
}

func onlyHTTPS(u *url.URL) error {
	if u.Scheme != "https" || u.Host == "" || u.User != nil {
		return errNotHTTPS
	}
	return nil
}

// get fetches a picture once; a frame that is drawn again asks nobody.
func (f *fetcher) get(ctx context.Context, address string) ([]byte, error) {
	f.mu.Lock()
	data, ok := f.kept[address]
	f.mu.Unlock()
	if ok {
		return data, nil
	}
	select {
	case f.places <- struct{}{}:
		defer func() { <-f.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := f.fetch(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("fetch a picture: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.size += len(data); f.size > maxKeptRemote {
		clear(f.kept)
		f.size = len(data)
	}
	f.kept[address] = data
	return data, nil
}

func (f *fetcher) fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errNotHTTPS
	}
	if err := onlyHTTPS(u); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err //nolint:wrapcheck // get says what was tried
	}
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Accept", "image/png,image/jpeg,image/gif,image/webp")
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // get says what was tried
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server says %d", answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxRemote+1))
	if err != nil {
		return nil, err //nolint:wrapcheck // get says what was tried
	}
	if len(data) > maxRemote {
		return nil, errTooLarge
	}
	return data, nil
}

// public tells an address of the public internet. Networks that are private, local, reserved, or that carry an IPv4
// address inside an IPv6 one are not.
func public(a netip.Addr) bool {
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, n := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
		"3fff::/20", "5f00::/16", "fec0::/10",
	} {
		if netip.MustParsePrefix(n).Contains(a) {
			return false
		}
	}
	return true
}
