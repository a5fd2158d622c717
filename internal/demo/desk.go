package demo

import (
	"fmt"
	"time"
)

// Desk is the plan of the sample desk. The times in it are distances from the moment it is carried out, which should be
// soon after Start: the invitation in the mailbox begins ten minutes after Options.Now.
func Desk() (Plan, error) {
	specs, err := readSpecs()
	if err != nil {
		return Plan{}, err
	}
	byID := make(map[string]*mailSpec, len(specs))
	for _, s := range specs {
		byID[s.id()] = s
	}
	root := func(id string) (string, error) {
		if byID[id] == nil {
			return "", fmt.Errorf("sample desk: there is no mail %q", id)
		}
		return messageID(byID[id]), nil
	}
	p := Plan{Me: "asha", Start: 14 * 24 * time.Hour, Members: members(), Items: append(mine(), others()...), Ready: "dup-1", Refused: "sso-1"}
	for _, id := range []*string{&p.Ready, &p.Refused} {
		if *id, err = root(*id); err != nil {
			return Plan{}, err
		}
	}
	for i := range p.Items {
		if p.Items[i].Root, err = root(p.Items[i].Root); err != nil {
			return Plan{}, err
		}
		if r := p.Items[i].Reply; r != nil && r.Unseen != "" {
			if r.Unseen, err = root(r.Unseen); err != nil {
				return Plan{}, err
			}
		}
	}
	return p, nil
}

func members() []Member {
	return []Member{
		{ID: "asha", Name: "Asha", Tier: "L1", Zone: "Europe/London"},
		{ID: "lena", Name: "Lena", Tier: "L1", Zone: "Europe/Berlin"},
		{ID: "jonas", Name: "Jonas", Tier: "Expert", Zone: "Europe/Berlin"},
		{ID: "ana", Name: "Ana", Tier: "L1", Zone: "Europe/Madrid"},
	}
}

// mine are Asha's tickets, named by the short id of their first mail.
func mine() []Item {
	return []Item{
		{
			Root: "oct-1", Owner: "asha", Status: "in-progress", Priority: "high", Department: "paid",
			Tags: []string{"data-import-export", "bug"},
			Notes: []Note{{
				By: "lena", Kind: "resolution", Ago: 42 * time.Minute,
				Text: "@asha shipment 88 214 has the year 0026. Fixed in the copy, the rerun is clean.",
			}},
			Reply: halfWritten(),
		},
		{Root: "sso-1", Owner: "asha", Priority: "urgent", Department: "paid", Tags: []string{"authentication"}},
		{
			Root: "hook-1", Owner: "asha", Status: "in-progress", Department: "paid",
			Tags: []string{"apps-integrations", "bug"},
			Notes: []Note{{
				By: "jonas", Kind: "question", Ago: 3 * time.Hour,
				Text: "@asha both flows were copied from one template in March. Can you compare the header of the second byte by byte?",
			}},
			Snooze: &Snooze{In: time.Minute, Reason: "us", Note: "Run both flows with the new secret; the test result is promised for today."},
			Reply:  overtaken(),
		},
		{
			Root: "push-1", Owner: "asha", Department: "paid",
			Tags: []string{"mobile-react-native", "push-notification"},
			Meetings: []Meeting{{
				In: 3 * 24 * time.Hour, Length: 45 * time.Minute, Title: "Push groups, with both stations",
				Location: "Video call", JoinURL: "https://meet.kestrel.example/minato-push",
			}},
		},
		{Root: "del-1", Owner: "asha", Department: "paid", Tags: []string{"privacy", "deletion-request"}},
		{
			Root: "migr-1", Owner: "asha", Department: "paid", Tags: []string{"cloud-service"},
			Callbacks: []Callback{{
				In: 2 * time.Minute, Number: "+447700900461",
				Topic: "Migration window: who signs in during the night",
			}, {
				In: 25 * time.Hour, Number: "+447700900461", Topic: "How the migration went",
			}},
		},
		{
			Root: "vat-1", Owner: "asha", Status: "pending-department", Department: "paid",
			Tags: []string{"administration", "billing"},
			Notes: []Note{{
				By: "asha", Kind: "note", Ago: 5 * time.Hour,
				Text: "Waiting for Billing: corrected invoice asked for at 09:20, Priya has it.",
			}},
		},
		{
			Root: "import-1", Owner: "asha", Status: "in-progress", Department: "trials",
			Tags:   []string{"data-import-export"},
			Snooze: &Snooze{Reply: true, Reason: "client", Note: "Piotr tries the import with the small file."},
		},
		{
			Root: "dup-1", Owner: "asha", Status: "in-progress", Department: "paid", Read: true,
			Tags: []string{"administration", "consulting"},
			HandOff: &HandOff{
				Inquiry:   "Two people stood twice on the last invoice, and Hanna asked when the credit comes.",
				Done:      "Joined the doubled seats, showed where single sign-on makes a second seat, named the credit of 58 euros on the next invoice.",
				Remaining: "None for the customer. The credit is booked.",
			},
		},
		{
			Root: "golive-1", Owner: "asha", Status: "in-progress", Department: "paid",
			Tags: []string{"apps-integrations", "consulting"}, Read: true, Invited: true,
		},
	}
}

// halfWritten is the reply that somebody was called away from.
func halfWritten() *Reply {
	return &Reply{
		Ago: 31 * time.Minute,
		HTML: "<p>Hello Marco,</p><p>thank you for the log, it shows the shipment that stopped the export: 88 214 carries the year 0026. " +
			"The date is mended in your workspace, and weeks 40 to 44 have run through.</p><p>About the semicolons: </p>",
	}
}

// overtaken is the reply that was sent while Nadia had already written again.
func overtaken() *Reply {
	return &Reply{
		Ago: 4*time.Hour + 12*time.Minute, Send: true, Unseen: "hook-3",
		HTML: "<p>Hello Nadia,</p><p>I have run both flows with the new secret. The signature of the first one is right now.</p>" +
			"<p>For the second flow, please send me the exact header that your server receives; then I can compare the two.</p>" +
			"<p>The test result of the first flow is attached.</p><p>Kind regards<br>Asha<br>Kestrel Support</p>",
		File: &File{Name: "flow-1-result.txt", Type: "text/plain", Text: "flow      lab-results-to-erp\nsecret    new, 64 characters\n" +
			"runs      20\naccepted  20\nrefused   0\nslowest   412 ms\n"},
	}
}

// others are the tickets of the colleagues; what is not named stays unassigned.
func others() []Item {
	return []Item{
		{Root: "where-a-1", Owner: "lena", Department: "community", Tags: []string{"data-import-export", "insufficient-documentation"}},
		{Root: "where-b-1", Owner: "jonas", Department: "trials", Tags: []string{"data-import-export", "insufficient-documentation"}},
		{
			Root: "bill-1", Owner: "ana", Status: "in-progress", Priority: "high", Department: "paid",
			Tags: []string{"administration", "billing", "refund", "bad-user-experience"},
			Notes: []Note{{
				By: "ana", Kind: "summary", Ago: 90 * time.Minute,
				Text: "@asha if Bruno calls while I am away: two contracts exist since the merger of his firms, 1184 and 1602. " +
					"Billing closes 1602 today and refunds four months. He was promised a call, not another mail.",
			}},
		},
		{Root: "seats-1", Channel: "chat", Department: "paid"},
		{Root: "form-1", Channel: "web-form", Department: "trials"},
	}
}
