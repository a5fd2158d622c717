package testkit

import (
	"fmt"
	"os"
	"os/user"
	"strings"
)

// writeConfig writes a configuration that keeps everything inside Dir. As a normal user no process changes its user
// or root folder.
func (d *Dovecot) writeConfig() {
	login, internal, group, first, extra := "dovenull", "dovecot", "dovecot", 1, ""
	if os.Getuid() != 0 {
		u, err := user.Current()
		if err != nil {
			d.t.Fatalf("who am I: %v", err)
		}
		g, err := user.LookupGroupId(u.Gid)
		if err != nil {
			d.t.Fatalf("which group am I in: %v", err)
		}
		login, internal, group = u.Username, u.Username, g.Name
		for _, service := range []string{"anvil", "stats", "imap-login"} {
			extra += "service " + service + " {\n  chroot =\n}\n"
		}
	}
	conf := strings.NewReplacer(
		"{DIR}", d.Dir, "{PORT}", fmt.Sprint(d.Port), "{TLSPORT}", fmt.Sprint(d.TLSPort),
		"{LOCATION}", d.location, "{LOGIN}", login, "{INTERNAL}", internal, "{GROUP}", group, "{FIRST}", fmt.Sprint(first),
	).Replace(dovecotConf) + extra
	d.write("dovecot.conf", []byte(conf), 0o644)
}

const dovecotConf = `base_dir = {DIR}/run
state_dir = {DIR}/state
instance_name = testkit
protocols = imap
listen = 127.0.0.1
log_path = {DIR}/log/dovecot.log
info_log_path = {DIR}/log/info.log
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
default_login_user = {LOGIN}
default_internal_user = {INTERNAL}
default_internal_group = {GROUP}
first_valid_uid = {FIRST}
first_valid_gid = {FIRST}
ssl = yes
ssl_cert = <{DIR}/cert.pem
ssl_key = <{DIR}/key.pem
mail_location = {LOCATION}
mail_fsync = never
maildir_very_dirty_syncs = no
protocol imap {
  mail_max_userip_connections = 100
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {DIR}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u {DIR}/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \Drafts
    auto = create
  }
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
  mailbox Archive {
    special_use = \Archive
    auto = create
  }
  mailbox Junk {
    special_use = \Junk
    auto = create
  }
  mailbox Trash {
    special_use = \Trash
    auto = create
  }
}
service imap-login {
  process_min_avail = 1
  inet_listener imap {
    address = 127.0.0.1
    port = {PORT}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = {TLSPORT}
    ssl = yes
  }
}
`
