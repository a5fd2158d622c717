package app

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// server answers pictures over TLS on the loopback, which the tests' fetcher may dial.
func server(t *testing.T, h http.HandlerFunc) (*httptest.Server, *fetcher) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	trust := x509.NewCertPool()
	trust.AddCert(s.Certificate())
	return s, newFetcherTo(func(netip.Addr) bool { return true }, &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12})
}

func TestPicturesComeOnceAndTellNothing(t *testing.T) {
	asked := 0
	s, f := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.UserAgent() != userAgent {
			t.Errorf("the server was told %v", r.Header)
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
		if r.URL.Path == "/again" {
			http.Redirect(w, r, "/x.png", http.StatusFound)
			return
		}
		_, _ = w.Write(picture(t))
	})
	for range 2 {
		for _, path := range []string{"/x.png", "/again"} {
			if data, err := f.get(t.Context(), s.URL+path); err != nil || !bytes.Equal(data, picture(t)) {
				t.Fatalf("%s: %v", path, err)
			}
		}
	}
	if asked != 3 {
		t.Errorf("the server was asked %d times", asked)
	}
}

func TestPicturesOfTheLocalNetworkAreRefused(t *testing.T) {
	s, _ := server(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(picture(t)) })
	if _, err := newFetcher().get(t.Context(), s.URL); !errors.Is(err, errForbidden) {
		t.Errorf("the loopback was dialled: %v", err)
	}
	if _, err := newFetcher().get(t.Context(), strings.Replace(s.URL, "127.0.0.1", "localhost", 1)); !errors.Is(err, errForbidden) {
		t.Errorf("a name of the loopback was dialled: %v", err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	s2, f := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plain.URL, http.StatusFound) })
	for _, address := range []string{s2.URL, plain.URL, "file:///etc/passwd", "https://u:p@127.0.0.1/", "x:"} {
		if _, err := f.get(t.Context(), address); !errors.Is(err, errNotHTTPS) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"1.1.1.1": true, "93.184.215.14": true, "2606:4700::1111": true,
		"127.0.0.1": false, "10.0.0.1": false, "172.16.9.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false,
		"ff02::1": false, "64:ff9b::a00:1": false, "2002:a00:1::1": false, "2001:db8::1": false,
	} {
		if got := public(netip.MustParseAddr(address).Unmap()); got != want {
			t.Errorf("public(%s) = %v", address, got)
		}
	}
	if public(netip.MustParseAddr("::ffff:10.0.0.1").Unmap()) {
		t.Error("an IPv4 address inside IPv6 is let through")
	}
}

func TestTooLargePicturesAreLeft(t *testing.T) {
	s, f := server(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxRemote+1)) })
	if _, err := f.get(t.Context(), s.URL); !errors.Is(err, errTooLarge) {
		t.Errorf("%v", err)
	}
}

func TestOnlyRasterPicturesAreShown(t *testing.T) {
	webp := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x02\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	for name, c := range map[string]struct {
		data []byte
		ok   bool
	}{
		"png": {picture(t), true}, "webp": {webp, true},
		"svg":  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), false},
		"html": {[]byte("<!doctype html><script>1</script>"), false}, "empty": {nil, false}, "cut": {picture(t)[:10], false},
		"pdf": {[]byte("%PDF-1.7"), false},
	} {
		if kind, ok := rasterType(c.data); ok != c.ok {
			t.Errorf("%s: %q %v", name, kind, ok)
		}
	}
}
