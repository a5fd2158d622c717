package link

// brands are the houses in whose name people are most often lured (the yearly lists of the Anti-Phishing Working Group
// and of mail filters). A host must look exactly like one of them, and be another, to be told.
func brands() []string {
	return []string{
		"adobe.com", "airbnb.com", "aliexpress.com", "amazon.com", "amazon.co.uk", "amazon.de", "americanexpress.com", "apple.com", "att.com",
		"bankofamerica.com", "barclays.co.uk", "binance.com", "bnpparibas.com", "booking.com", "chase.com", "citi.com", "coinbase.com",
		"commerzbank.de", "correos.es", "dhl.com", "dhl.de", "discord.com", "docusign.com", "docusign.net", "dropbox.com", "ebay.com", "ebay.de",
		"facebook.com", "fedex.com", "github.com", "gitlab.com", "gmx.net", "google.com", "hsbc.com", "icloud.com", "ing.com", "instagram.com",
		"intuit.com", "klarna.com", "laposte.fr", "linkedin.com", "live.com", "lloydsbank.com", "mastercard.com", "metamask.io", "microsoft.com",
		"microsoftonline.com", "netflix.com", "notion.so", "office.com", "okta.com", "orange.fr", "outlook.com", "paypal.com", "postbank.de",
		"reddit.com", "revolut.com", "roblox.com", "royalmail.com", "salesforce.com", "santander.com", "sharepoint.com", "shopify.com", "slack.com",
		"sparkasse.de", "spotify.com", "steamcommunity.com", "stripe.com", "telegram.org", "tiktok.com", "twitter.com", "ups.com", "usps.com",
		"visa.com", "volksbank.de", "wellsfargo.com", "wetransfer.com", "whatsapp.com", "wise.com", "yahoo.com", "youtube.com", "zendesk.com", "zoom.us",
	}
}
