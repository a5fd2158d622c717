package language

import "slices"

// tongue is a language in Latin or Cyrillic letters: its letters beyond a to z (or а to я), the commonest words of letters
// to a help desk, and how its words like to end ("-") or go on.
type tongue struct {
	code    string
	letters string // beyond the plain alphabet, from what only few have to what many have
	words   string
	pieces  string // endings with "-" before, beginnings with "-" behind
}

// latin lists the languages in Latin letters.
func latin() []tongue {
	return append([]tongue{
		{
			"en", "", `the and to of a in is it you that for on with this are be have not we i my your our can could would please thanks thank hello hi dear from at was as but or if
			an any has had will do does did how what when where which why who still since no yes all been there they them their one more after before about again
			should need want get got just now here out up so me us by new old very well kind regards best good morning news works work working anything something
			nothing anymore yet also only only same see know tell us let send sent help team find found cannot can't don't doesn't it's i'm we're i've didn't would`,
			`-ing -tion -ight -ould -ness th- wh-`,
		},
		{
			"de", "ßäöü", `der die das und ist nicht ich sie wir es ein eine einen einem einer zu in den von mit für auf im dem des sich auch als an werden wird bei nach aus wie noch
			nur über wenn aber so haben hat habe kann können könnten bitte danke vielen dank hallo guten tag morgen mehr sehr seit uns unser unsere mir mich ihnen ihr ihre ihren
			was war sind sein schon jetzt heute gestern immer keine kein nichts etwas gibt wurde oder dass daß damit leider funktioniert geht freundlichen grüßen gruß liebe
			ja nein wo wann warum welche alle zum zur vom beim bis dort hier doch mal einmal wieder schicken senden rechnung neue neues fehler man`,
			`-ung -ungen -lich -keit -heit -isch -en -chen ge- ver- sch- -tzt`,
		},
		{
			"fr", "œçàâèéêëîïôùûü", `le la les de des du un une et est en que qui dans pour pas ne sur au aux avec ce cette ces il elle nous vous je mon ma mes notre votre nos vos se son sa ses
			par plus mais ou où si comme été avoir avons avez ont sont être fait faire merci bonjour bonsoir cordialement tout tous depuis encore toujours rien peut pouvez
			pourriez puis peux savoir quand comment y a-t-il d'une c'est n'est j'ai l'on qu'il svp maintenant matin aujourd'hui hier jour après avant chez leur leurs ça cela aucun
			aucune problème facture compte erreur nouvelle nouvelles fonctionne marche`,
			`-ment -tion -eur -eux -aient -ons -ez -ée -ées l'- d'- qu'- n'- j'- s'- c'- m'-`,
		},
		{
			"es", "ñ¿¡áéíóúü", `el la los las de del un una y es en que no por para con se lo su sus al como más pero o este esta esto ese eso hay fue ha han he hemos son está están estar ser
			me mi mis nos nuestro nuestra usted ustedes le les te tu yo cuando donde dónde qué cómo si sí muy ya también desde hasta todo todos toda nada algo alguna algún sin sobre
			hola gracias buenos buenas días tardes saludos favor puede pueden podrían puedo podría hacer tiene tengo tenemos ahora hoy ayer mañana después antes otra otro vez cuenta
			factura error novedades funciona sigue mensaje entre porque aquí`,
			`-ción -ciones -mente -dad -amos -emos -aron -ado -ados -ía -ían`,
		},
		{
			"pt", "ãõçáâàéêíóôú", `o a os as de do da dos das um uma e é em no na nos nas que não por para com se ao à aos pelo pela como mais mas ou este esta isto esse isso há foi são está estão
			ser ter tem temos tenho me meu minha nosso nossa você vocês lhe eu nós quando onde qual muito já também desde até todo todos toda nada algo alguma algum sem sobre
			olá obrigado obrigada bom boa dia tarde cumprimentos atenciosamente favor pode podem poderia podemos consigo fazer agora hoje ontem amanhã depois antes outra outro vez
			conta fatura erro novidade novidades funciona ainda mensagem porque aqui seu sua`,
			`-ção -ções -mente -dade -amos -emos -aram -ado -ados -ão -nh- -lh- -ões`,
		},
		{
			"it", "àèéìòù", `il lo la i gli le di del della dei delle dello un una uno e è in che non per con si al alla ai alle da dal dalla su sul sulla come più ma o questo questa questi
			quello ci sono siamo essere stato ha ho abbiamo avete hanno mi mio mia noi nostro nostra voi vostro loro io quando dove cosa molto già anche ancora fino tutto tutti nulla
			niente qualcosa senza nel nella nei nelle ciao salve grazie buongiorno buonasera saluti cordiali favore prego può possono potete potreste posso fare adesso ora oggi ieri
			domani dopo prima nuovo nuova volta fattura errore novità funziona perché qui stamattina se`,
			`-zione -zioni -mente -tà -iamo -ato -ati -are -ere -ire -ggi- -cch- l'- un'- dell'- c'- all'- dall'-`,
		},
		{
			"nl", "ëïé", `de het een en van is in dat op te niet voor met zijn ik je u we wij ze zij hij die er aan om als maar bij ook nog naar dan uit wat kan kunt kunnen kunnen zou zouden
			heb hebben heeft had was waren worden wordt werd mijn onze ons jullie uw mij dit deze geen meer zo al of over door tot sinds nu vandaag gisteren morgen altijd iets niets
			hallo goedemorgen goedemiddag goedendag beste bedankt dank alvast graag groet groeten vriendelijke wanneer waar hoe welke alle na weer keer sturen stuur factuur fout
			nieuw nieuwe nieuws werkt doet gaat krijg krijgen inloggen`,
			`-heid -lijk -lijke -ijk -ing -tje -aar -oor ge- ver- be- -ij- -eert`,
		},
		{
			"sv", "åäö", `och i att det som en på är av för med den till inte har de ett om var men jag han hon vi ni du så från kan vid nu när eller också efter ska skulle kunde vara blir
			blev mig oss er vår vårt våra min mitt mina er ert era detta denna dessa där här hur vad vem alla allt något några ingen inget mycket mer bara sedan igår idag imorgon
			hej tack vänliga hälsningar mvh god morgon snälla gärna skicka finns får fick gör går fungerar funkar faktura fakturan fel ny nya nytt nyheter fortfarande än ännu utan
			över under mot kommer igen logga`,
			`-ning -ningar -het -arna -erna -orna -ade -ande -igt -lig -sj- -kj- -ck-`,
		},
		{
			"da", "æøå", `og i at det som en på er af for med den til ikke har de et om var men jeg han hun vi I du så fra kan ved nu når eller også efter skal skulle kunne være bliver blev
			mig os jer vores min mit mine dette denne disse der her hvor hvad hvem hvornår alle alt noget nogle nogen ingen intet meget mere kun siden igår idag morgen hej tak venlig
			venlige hilsen mvh god gerne sende sender findes får fik gør går virker faktura fakturaen fejl ny nye nyt nyheder stadig endnu uden over under mod kommer igen af ud selv
			blevet hvis kunde vil må mangler ind op ned frem jeres deres hende ham sin sit helt lidt kig prøv prøvet gange gang efter`,
			`-ning -ninger -hed -erne -ede -lig -ligt -af -gt -øj- -øg- -eg -ev -ød-`,
		},
	}, slices.Concat(latinNorthEast(), latinMore())...)
}

// latinNorthEast goes on with the languages of the north and east.
func latinNorthEast() []tongue {
	return []tongue{
		{
			"nb", "æøå", `og i at det som en på er av for med den til ikke har de et om var men jeg han hun vi dere du så fra kan ved nå når eller også etter skal skulle kunne være blir ble
			meg oss vår vårt våre min mitt mine dette denne disse der her hvor hva hvem alle alt noe noen ingen ingenting mye mer bare siden går dag morgen hei takk vennlig hilsen mvh god
			gjerne sende sender finnes får fikk gjør går fungerer virker faktura fakturaen feil ny nye nytt nyheter fortsatt fremdeles ennå uten over under mot kommer igjen av ut selv
			blitt hvis vil må mangler ikkje etter inn opp ned frem deres henne ham sin sitt helt litt prøv prøvd ganger gang skjer`,
			`-ning -ninger -het -ene -et -lig -øy- -øk- -kk -tt -eit`,
		},
		{
			"fi", "äö", `ja on ei se että en hän oli ovat mutta kun niin joka tämä voi olen olemme olet olisi ole minä me te he meidän teidän minun sen tai myös vielä nyt jos kuin mitä missä miksi
			milloin kaikki mitään joku jotain hei moi terve kiitos kiitoksia terveisin ystävällisin huomenta päivää voitteko voisitteko voitko saisiko pyydän lasku virhe uusi uuden uusia
			uutisia toimii toimi edelleen enää sisään asti lähtien jälkeen ennen tänään eilen huomenna ole emme eivät kanssa sekä`,
			`-ssa -ssä -lla -llä -sta -stä -lta -ltä -lle -nen -iin -aan -ään -tte -mme -vat -vät -ksi -ien -kää -uu- -ää- -yy- -aa-`,
		},
		{
			"pl", "łąęśćńżźó", `i w na z się nie to do jest że o jak po co tak ale za od czy przez już dla tylko być są był była było mi mnie nam nas mam mamy ma może można proszę dziękuję dzień
			dobry witam cześć pozdrawiam serdecznie dziękujemy pan pani państwo państwa ten ta te tego tej jeszcze kiedy gdzie dlaczego jaki jakie który która które wszystko nic coś
			bardzo teraz dziś dzisiaj wczoraj jutro rano rana faktura fakturę błąd nowy nową nowa działa nadal u bez przed lub oraz mój moja nasz nasze proszę mogę mogą`,
			`-ość -ości -anie -enie -emy -amy -ego -emu -ych -ymi -ować -ów -cz- -sz- -rz- prz- -ł`,
		},
		{
			"cs", "ěřůčšžýáíéúďťňó", `a v na se je že to s z do o i jak ale za od po už pro jen být jsou byl byla bylo jsem jsme jste mi mě nám nás mám máme má může můžete mohli prosím děkuji děkujeme dobrý
			den ahoj zdravím pozdravem ten ta to tento tato ještě když kde proč jaký který která které všechno nic něco velmi teď nyní dnes včera zítra ráno rána faktura fakturu chyba
			chybu nový novou nová nového funguje stále bez před nebo také ve k u není nemohu nelze nám vás vám ji jej tak což kdy bych byste`,
			`-ost -osti -ení -ání -ými -ých -ého -ému -ovat -ím -ů -ou -ěl -ila -ěte`,
		},
		{
			"sk", "ľĺŕôäčšžýáíéúďťňó", `a v na sa je že to s z do o i ako ale za od po už pre len byť sú bol bola bolo som sme ste mi mňa nám nás mám máme má môže môžete mohli prosím ďakujem ďakujeme
			dobrý deň ahoj zdravím pozdravom ten tá to tento táto ešte keď kde prečo aký ktorý ktorá ktoré všetko nič niečo veľmi teraz dnes včera zajtra ráno rána faktúra faktúru chyba
			chybu nový novú nová nového funguje stále bez pred alebo tiež aj vo k u nie nemôžem nedá vás vám ju tak čo kedy by keby`,
			`-osť -osti -enie -anie -ými -ých -ého -ému -ovať -iť -ať -ou -ov -om -ia- -uje`,
		},
		{
			"hu", "őűöüóáéíú", `a az és hogy nem is egy ez ezt azt van volt meg de ha csak már még mint vagy el ki be kell lehet nekem nekünk én mi ön önök minket sem mert most ma tegnap holnap
			reggel óta után előtt jó napot kívánok üdvözlöm szia kedves köszönöm köszönjük tisztelettel üdvözlettel kérem kérjük tudna tudnának tudok tudom szeretném szeretnénk mikor hol miért
			milyen minden semmi valami nagyon hiba számla számlát új újat újra működik hír hírek ezért így úgy alatt nálunk önöktől mindig ismét`,
			`-ban -ben -nak -nek -val -vel -ból -ből -ról -ről -hoz -hez -nál -nél -tól -től -unk -ünk -tok -tek -ság -ség -ás -és -ott -ett -ni gy- sz- -sz- -gy-`,
		},
		{
			"ro", "șțăşţîâ", `și de la în nu a cu pe este o un să că din mai care ce se am ai au fi fost are avem aveți pentru dar sau dacă când unde cum mă ne vă îmi îți ni vi eu noi voi acest
			această acum azi ieri mâine dimineață seara bună ziua salut mulțumesc mulțumim rog stimă toate tot nimic ceva foarte după înainte până încă doar fără puteți pot poate factura eroare
			nou nouă noi noutăți funcționează mesaj cont prin spre către aveam sunt suntem acestea lor nostru noastră dumneavoastră`,
			`-ului -ilor -lor -ție -ții -are -eze -ează -esc -ește -ăm -ați -eți -ul -le`,
		},
		{
			"tr", "ğışçöüâ", `ve bir bu da de için ile mi mı mu mü ne var yok çok daha ama ya ki o ben biz siz sizin bizim benim bana bize size şu şimdi bugün dün yarın sabah sonra önce kadar beri gibi
			olarak olan olduğu değil ise her hiç bir şey nasıl neden zaman nerede hangi merhaba selam selamlar iyi günler teşekkürler teşekkür ederim ederiz saygılarımla lütfen rica fatura
			faturayı hata yeni yenisini çalışıyor hala hâlâ bile sadece tüm gelişme haber edebilir misiniz`,
			`-lar -ler -ları -leri -yor -yorum -iyor -ıyor -uyor -üyor -mak -mek -dan -den -tan -ten -lık -lik -dır -dir -ması -mesi -mıyor -miyor -ebilir -abilir -siniz -sınız -nın -nin -ım -iz`,
		},
	}
}

// latinMore lists those that fewer letters come in.
func latinMore() []tongue {
	return []tongue{
		{
			"hr", "đčćšž", `i u na je se da za od s su to ne što kako ali ili po iz do bez ako kad kada gdje zašto koji koja koje sve ništa nešto vrlo sada danas jučer sutra jutro jutros dobar dan
			pozdrav hvala lijep poštovani molim vas vam nam nas mi me moj naš vaš nije nisu sam smo ste bio bila bilo biti može možete mogu možemo još uvijek više već samo račun greška pogreška nova novi
			novo novosti radi ponovno prije poslije nakon ovo ovaj taj te jer kod hvala imamo imam ima nismo`,
			`-nje -nja -ost -osti -ima -ama -ski -ijeti -ati -iti -ije- -ije -ćemo -mo`,
		},
		{
			"sl", "čšž", `in v na je se da za od s z so to ne kaj kako ali po iz do brez če ko kdaj kje zakaj ki vse nič nekaj zelo zdaj danes včeraj jutri zjutraj dober dan pozdravljeni pozdrav lep hvala
			prosim vas vam nam nas mi me moj naš vaš ni niso sem smo ste bil bila bilo biti lahko morem moremo še vedno več že samo račun napaka nov nova novo novice deluje ponovno prej pozneje
			ta tega pri ker tudi imamo imam ima nismo enkrat bi bo bodo`,
			`-nje -nja -ost -osti -imo -amo -ega -emu -ski -ati -iti -jem -jo`,
		},
		{
			"et", "õäöüšž", `ja on ei et see ta ma me te nad oma kui mis kes kas või aga ka veel juba siis nii oli ole olen oleme pole meie teie minu mul meil teil seda selle sellest ning kuid tere hommikust
			päevast tänan aitäh palun lugupidamisega tervitades kus millal miks kuidas kõik midagi väga nüüd täna eile homme pärast enne arve viga uus uue uusi uudiseid töötab ikka saab saan saate
			saaksite kohta jaoks alates üle`,
			`-mine -mist -misel -ste -tud -sse -st -le -ga -ks -ne -se -vad -me -te -da -ud -õ- -öö- -ää- -üü-`,
		},
		{
			"lv", "āēģīķļņūčšž", `un ir ka no ar uz par kas tas tā es mēs jūs viņi bet vai ja kā ne nav arī vēl jau tikai ļoti tagad šodien vakar rīt rīta labdien sveiki labrīt paldies lūdzu ar cieņu kad kur
			kāpēc kāds viss visi nekas kaut pēc pirms līdz bez pie mums man jums mūsu jūsu savu būt bija esam esat esmu var varat varētu nevar nevaru rēķins rēķinu kļūda jauns jaunu jaunumi darbojas strādā kopš`,
			`-šana -šanas -ība -ums -iem -ām -os -ās -ais -jam -sim -ējā -ās -t -is -us`,
		},
		{
			"lt", "ąčęėįšųūž", `ir yra kad į iš su ar ne apie kaip tai tas ta aš mes jūs jie bet jei kai kas dar jau tik labai dabar šiandien vakar rytoj ryto rytas laba diena sveiki labas ačiū dėkoju prašau
			prašome pagarbiai kada kur kodėl koks viskas nieko kažkas po prieš iki be prie mums man jums mūsų jūsų savo būti buvo esame esate esu gali galite galima negaliu sąskaita sąskaitą klaida
			nauja naujas naują naujienų veikia nuo vis`,
			`-imas -imo -umas -ybė -iai -ams -ais -ose -uoti -yti -ėti -ome -ame -ote -as -is -us -ų`,
		},
		{
			"ca", "·çàèéíïòóúü", `el la els les de del dels un una i és en que no per amb es al als com més però o aquest aquesta això hi ha han hem he són està estan ser em meu meva nostre nostra vosaltres
			vostè us quan on què molt ja també des fins tot tots totes res alguna algun sense sobre hola gràcies bon dia bona tarda salutacions sisplau podeu podríeu puc podria fer ara avui ahir
			demà després abans altra altre vegada compte factura error novetats funciona encara missatge perquè aquí matí seva seu pel pels ens li`,
			`-ció -cions -ment -itat -eix -em -eu -ats -ny- l'- d'- s'- n'- m'- -l·l-`,
		},
		{
			"id", "", `yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya kami kita anda mereka dia ada bisa sudah belum masih telah sejak lagi karena atau jika kalau tapi tetapi seperti
			apa apakah kapan mana bagaimana mengapa semua selamat pagi siang sore malam halo terima kasih mohon tolong hormat salam sekarang hari kemarin besok setelah sebelum baru terbaru kabar
			faktur fakturnya salah benar kirim mengirim dikirim masuk akun kesalahan berfungsi bisakah dapat satu dua ke oleh sangat sekali tetap bapak ibu`,
			`-nya -kan -kah men- meng- mem- ber- ter- di- pe- per- -an -lah`,
		},
		{"vi", "ơưđăâêôạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹàáãèéìíòóõùúýĩũ", `và của là có không được cho trong một các với này tôi chúng bạn anh chị em xin chào cảm ơn vui lòng gửi lại
			khi nào gì mới bị sai rồi vẫn chưa đã đang sẽ từ đến về sau trước hôm nay qua sáng thì mà nhưng hoặc nếu như thế giúp lỗi hóa đơn tin tức kính mong trên dưới ra vào đi`, ``},
	}
}

// cyrillic lists the languages in Cyrillic letters.
func cyrillic() []tongue {
	return []tongue{
		{
			"ru", "ыэъё", `и в не на я что с по это как но за к у от из мы вы он она они его её их мне нам нас вам вас мой наш ваш есть нет был была было быть будет может можете можно могу пожалуйста
			спасибо здравствуйте привет добрый день доброе утро вечер уважением до после ещё еще уже только если когда где почему какой который которая все всё ничего что-то очень сейчас теперь
			сегодня вчера завтра утра счёт счет ошибка ошибку новый новая новости работает снова опять же бы или так для при о об со во без`,
			`-ть -ться -ение -ения -ость -ого -его -ому -ый -ий -ые -ой -ет -ют -ли -ился`,
		},
		{
			"uk", "їієґ", `і в не на я що з по це як але за до у від із ми ви він вона вони його її їх мені нам нас вам вас мій наш ваш є немає був була було бути буде може можете можна можу будь ласка дякую
			вітаю привіт добрий день доброго ранку вечір повагою після ще вже тільки якщо коли де чому який яка яке все нічого щось дуже зараз тепер сьогодні вчора завтра рахунок помилка помилку
			новий нова новини новин працює знову є або так для при про без та й чи надішліть`,
			`-ти -тися -ення -ння -ість -ого -ому -ий -ій -ів -ться -ють -ли -ії -ує`,
		},
		{
			"bg", "ъ", `и в не на аз че с по това как но за към от из ние вие той тя те го му ги ми ни ви мой наш ваш има няма беше бил била било да е са сме сте съм ще може можете мога моля благодаря
			здравейте здравей добър ден добро утро вечер поздрави уважение след преди още вече само ако когато къде защо какъв който която които всичко нищо нещо много сега днес вчера утре сутринта
			фактура фактурата грешка нов нова ново новини работи отново или така при без до бихте се си`,
			`-ата -ята -ото -ите -ът -ия -ния -ност -ане -ение -ва -ме -те -ли`,
		},
		{
			"sr", "ђјљњћџ", `и у не на ја да с по то је као али за од из ми ви он она они његов вас вам нам нас мој наш ваш има нема био била било бити се су смо сте сам ће може можете могу молим хвала
			поштовани здраво добар дан добро јутро вече поздрав после пре још већ само ако када где зашто који која које све ништа нешто врло сада данас јуче сутра рачун грешка нови нова ново вести
			ради поново или тако без до бисте ли што`,
			`-ање -ање -ост -ости -има -ама -ски -ати -ити -ју -ија -ије`,
		},
	}
}
