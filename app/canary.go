package app

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// canaryPath is where the page finds the canary: a frame like any mail's, whose script and remote picture must not work.
const canaryPath = mailPrefix + "canary"

// canary proves on this computer's web view that a mail can neither run a script nor load a picture by itself. The
// picture stands on a server of our own on the loopback, so the proof needs no network and tells nobody.
type canary struct {
	safe    atomic.Bool // the proof was given
	failed  atomic.Bool // the proof of the contrary
	touched atomic.Bool // the picture was asked for

	mu       sync.Mutex
	listener net.Listener
}

func newCanary() *canary { return &canary{} }

// canaryLife is how long the picture's server waits for a web view that breaks the policy.
const canaryLife = 30 * time.Second

// serve gives the canary's page: the same policy as a mail, and everything that a mail must never do.
func (c *canary) serve(w http.ResponseWriter) {
	picture := c.picture()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html><head><meta charset="utf-8">`+ //nolint:errcheck // the frame went away
		`<meta http-equiv="Content-Security-Policy" content="%s"><title>canary</title></head>`+
		`<body data-canary><script>document.documentElement.dataset.ran="1";document.title="ran"</script>`+
		`<img src="x:" alt="" onerror="document.title='ran'"><img src="%s" alt=""></body></html>`, mailCSP, picture)
}

// picture starts the server and gives the picture's address.
func (c *canary) picture() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listener == nil {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "http://127.0.0.1:9/canary.gif"
		}
		c.listener = l
		s := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			c.touched.Store(true)
			w.Header().Set("Content-Type", "image/gif")
			w.Write([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")) //nolint:errcheck // nobody is there
		})}
		go s.Serve(l) //nolint:errcheck // it ends with its listener
		time.AfterFunc(canaryLife, c.close)
	}
	return fmt.Sprintf("http://%s/%s.gif", c.listener.Addr(), rand.Text())
}

// verdict takes what the page saw.
func (c *canary) verdict(scriptRan, remoteLoaded bool) (safe bool) {
	safe = !scriptRan && !remoteLoaded && !c.touched.Load()
	c.safe.Store(safe)
	c.failed.Store(!safe)
	c.close()
	return safe
}

func (c *canary) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listener != nil {
		c.listener.Close()
		c.listener = nil
	}
}
