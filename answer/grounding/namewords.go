package grounding

// rankHeads are the words that make a title a title.
var rankHeads = wordSet(`minister president chairman chairwoman chairperson chair secretary director
	commissioner ambassador ceo governor mayor representative counsellor counselor dean professor prof
	spokesperson spokesman spokeswoman chancellor senator king queen envoy general chief premier
	vice-minister undersecretary officer executive negotiator deputy leader fellow researcher
	vice head administrator congressman chairmen ministers governors senators manager sir dr mr ms mrs`)

// titleWords stand in titles beside a rank. They never are part of a person's
// name.
var titleWords = wordSet(`of for the and to at deputy vice assistant acting senior associate prime under first second
	1st 2nd trade negotiations negotiation industry industrial energy resources economy economic commerce finance
	foreign affairs policy science ict defense defence environment state standing member team research planning office
	international relations security business startups smes fta free zone special executive secretary general
	chief director-general european u.s us uk eu korean korea japanese chinese norwegian british american canadian
	german french serbian vietnamese indonesian mongolian bulgarian egyptian moroccan
	motir motie kita kotra kats ktc meti ustr mofcom kcci khnp ked fki kiep kaf internal managing external agriculture
	labor labour employment health education culture tourism development innovation technology standards investment
	resource mineral minerals nuclear power supply chain regional district city province technical commission committee`)

// nameLists start names that hold commas and "and": "Ministry of Trade,
// Industry and Resources".
var nameLists = wordSet(`ministry department minister bureau office committee institute commission ministries chamber trade`)

// nameListWord are the fields that such lists hold.
var nameListWord = wordSet(`trade industry resources energy economy commerce finance science ict fisheries smes startups
	agriculture food rural culture sports tourism land infrastructure transport oceans environment employment labor
	foreign affairs health welfare business innovation technology economic security standards mineral minister 1st 2nd
	vice deputy development investment`)

var orgWords = wordSet(`ministry department commission committee association agency council corporation institute
	forum university co ltd inc company group bank club organization organisation union federation foundation chamber
	office board bureau authority alliance center centre administration assembly congress parliament house court
	industries electronics motor energy chemical petrochemical engineering ocean aerospace`)

// nameParticles stand inside names in small letters.
var nameParticles = wordSet("de der den del della di da dos du la le von van zu al bin ibn")

var koreanSurnames = wordSet(`kim lee yi park pak choi choe jung jeong chung cheong kang cho jo yoon yun jang chang lim im
	han oh seo suh shin sin kwon hwang ahn an song yeo moon mun sung seong son baek paik je kwak ryu yoo yu bae nam
	noh roh ha heo hur huh joo ju min chun jeon koo gu ku byun na chae eom uhm won yang woo bang you chey`)

// functionWords are words whose capital letter never makes a name.
var functionWords = wordSet(`a an the this that these those and or but nor so if then than because while although
	though unless until of in on at by for from to into onto upon with without within about against between among
	through during before after above below over under up down out off via per as i we our they their he his him she
	her it its who whom whose which what when where why how both each either neither no not all some any most more
	many few several other another such one is are was were be been being has have had do does did will would shall
	should can could may might must also however here there yes let given amid despite following regarding including
	under since once only just even still already yet further furthermore moreover additionally meanwhile separately
	overall finally lastly firstly secondly instead together thus therefore hence afterwards later earlier today
	yesterday tomorrow according along alongside besides beyond per according next last previous recent`)

// opener are common words that open sentences and list items in answers: their
// capital says nothing. Names of places and firms must never be on this list.
var opener = wordSet(`exports imports trade bilateral officials participants talks negotiations production sales domestic
	total growth figures data details key main summary source sources note answer question results result background
	outcome outcomes minister ministers deputy vice president chairman director ministry government officials sides
	companies firms businesses experts delegates delegations representatives leaders countries members participants
	new major significant notable specifically particularly notably importantly similarly likewise conversely
	discussions discussion agreement agreements cooperation investment investments supply steps measures plans plan
	two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred
	around roughly approximately about nearly almost at least some first second third sixth seventh eighth
	online offline retail automobile automotive car cars vehicle vehicles semiconductor semiconductors chips battery
	batteries steel shipbuilding energy hydrogen copper minerals critical mobile computers displays hybrid hybrids
	used imported eco-friendly eco department convenience large food fashion electronics home services
	held hosted led signed announced attended speaking asked based compared looking building based launched opened
	founded established released published dated issued yes no unfortunately please ignore forget sorry sure
	while whereas because unlike like unless whether there here topics topic agenda event events forum meeting
	meetings round rounds session ceremony conference award awards prize winners recipients committee commission
	its their his her my your our it they he she we you i`)
