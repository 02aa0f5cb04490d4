//! Countries and states by the names people write, and the zones they live by. Tables and their look-ups; knows no column.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::kept::KeptList;
use crate::calendar::{Zone, holidays};

/// A text as names are compared: without case, accents and punctuation, words parted by one space.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_apart = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        // accents that stand behind their letter
        if ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        if !c.is_alphanumeric() {
            is_apart = true;
            continue;
        }
        if std::mem::take(&mut is_apart) && !folded.is_empty() {
            folded.push(' ');
        }
        match plain(c) {
            '\0' => folded.push_str("ss"),
            c => folded.push(c),
        }
    }
    folded
}

/// A small letter without its accent; ß is two letters, and 0 says so.
fn plain(c: char) -> char {
    match c {
        '\0'..='\x7f' => c,
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => '\0',
        _ => c,
    }
}

/// ISO 3166 alpha-2 code of a country, by code, three-letter code or name: English, its own, or that of another large language; short
/// forms too. Case, accents and punctuation do not matter.
pub fn country_code(text: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: HashMap<String, &str> = HashMap::default();
        for line in KeptList::Countries.lines() {
            let mut words = line.split('|');
            let Some(code) = words.next() else { continue };
            names.insert(folded(code), code);
            for word in words {
                names.entry(folded(word)).or_insert(code);
            }
        }
        for (code, _, _, words) in COUNTRIES {
            for word in *words {
                names.entry(folded(word)).or_insert(code);
            }
        }
        names
    });
    if text.len() > 100 {
        return None;
    }
    let word = folded(text);
    names.get(&word).or_else(|| names.get(word.strip_prefix("the ")?)).copied()
}

/// Names of a country (alpha-2) as the kept list has them: English, of other large languages, its own.
pub fn country_names(code: &str) -> impl Iterator<Item = &'static str> {
    let line = KeptList::Countries.lines().find(|line| line.split('|').next() == Some(code));
    line.into_iter().flat_map(|line| line.split('|').skip(2))
}

/// The zone of a country that lives by one (smaller ones overseas left aside); `code` is alpha-2.
pub(super) fn zone_of_country(code: &str) -> Option<Zone> {
    COUNTRIES.iter().find(|country| country.0 == code).and_then(|country| Zone::from_name(country.1))
}

/// The country that lives by that zone alone, or has a state that does; smaller ones overseas left aside.
pub(super) fn country_of_zone(zone: Zone) -> Option<&'static str> {
    let state = || STATES.iter().find(|row| row.3 == zone.name()).map(|row| row.0);
    COUNTRIES.iter().find(|country| country.1 == zone.name()).map(|country| country.0).or_else(state)
}

/// The country of a state, by its full name and only where no country bears it too.
pub(super) fn country_of_state(state: &str) -> Option<&'static str> {
    let lower = state.trim().to_lowercase();
    STATES.iter().find(|row| row.2 == lower && country_code(&lower).is_none()).map(|row| row.0)
}

/// The zone in which most people of a state live. Without a country only a state's full name counts, and only where no
/// country bears it too.
pub(super) fn zone_of_state(country: Option<&str>, state: &str) -> Option<Zone> {
    let lower = state.trim().to_lowercase();
    let wanted = |row: &&(&str, &str, &str, &str)| match country {
        Some(country) => row.0 == country && (row.1.eq_ignore_ascii_case(&lower) || row.2 == lower),
        None => row.2 == lower && country_code(&lower).is_none(),
    };
    STATES.iter().find(wanted).and_then(|row| Zone::from_name(row.3))
}

/// The state of a country whose own public holidays are known, by its code or one of its names.
pub(super) fn holiday_state(country: &str, state: &str) -> Option<&'static str> {
    let wanted = folded(state);
    let is_it = |(code, names): &(&str, &str)| {
        folded(code) == wanted || names.split('|').any(|name| folded(name) == wanted)
    };
    holidays::states(country).find(is_it).map(|(code, _)| code)
}

/// The zone of the country whose calling code a number in international form begins with.
pub(super) fn zone_of_phone(number: &str) -> Option<Zone> {
    Zone::from_name(of_phone(number)?.1)
}

/// The country (alpha-2) whose calling code a number in international form begins with; codes that several share say nothing.
pub(super) fn country_of_phone(number: &str) -> Option<&'static str> {
    Some(of_phone(number)?.0)
}

fn of_phone(
    number: &str,
) -> Option<&'static (&'static str, &'static str, &'static str, &'static [&'static str])> {
    let number = number.trim();
    let rest = number.strip_prefix('+').or_else(|| number.strip_prefix("00"))?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).take(4).collect();
    COUNTRIES
        .iter()
        .filter(|country| !country.2.is_empty() && digits.starts_with(country.2))
        .max_by_key(|country| country.2.len())
}

/// Alpha-2, its one zone, its calling code where it is not shared, short forms and names beside those of the kept list.
const COUNTRIES: &[(&str, &str, &str, &[&str])] = &[
    ("AF", "Asia/Kabul", "93", &["afghanistan", "afg"]),
    ("AL", "Europe/Tirane", "355", &["albania", "alb"]),
    ("DZ", "Africa/Algiers", "213", &["algeria", "dza"]),
    ("AD", "Europe/Andorra", "376", &["andorra", "and"]),
    ("AO", "Africa/Luanda", "244", &["angola", "ago"]),
    ("AR", "America/Argentina/Buenos_Aires", "54", &["argentina", "arg"]),
    ("AM", "Asia/Yerevan", "374", &["armenia", "arm"]),
    ("AU", "", "61", &["australia", "aus", "commonwealth of australia"]),
    ("AT", "Europe/Vienna", "43", &["austria", "aut", "österreich", "oesterreich", "republic of austria"]),
    ("AZ", "Asia/Baku", "994", &["azerbaijan", "aze"]),
    ("BS", "America/Nassau", "", &["bahamas", "bhs", "the bahamas"]),
    ("BH", "Asia/Bahrain", "973", &["bahrain", "bhr"]),
    ("BD", "Asia/Dhaka", "880", &["bangladesh", "bgd"]),
    ("BB", "America/Barbados", "", &["barbados", "brb"]),
    ("BY", "Europe/Minsk", "375", &["belarus", "blr"]),
    ("BE", "Europe/Brussels", "32", &["belgium", "bel", "belgië", "belgique", "belgien"]),
    ("BZ", "America/Belize", "501", &["belize", "blz"]),
    ("BJ", "Africa/Porto-Novo", "229", &["benin", "ben"]),
    ("BT", "Asia/Thimphu", "975", &["bhutan", "btn"]),
    ("BO", "America/La_Paz", "591", &["bolivia", "bol"]),
    ("BA", "Europe/Sarajevo", "387", &["bosnia and herzegovina", "bih", "bosnia"]),
    ("BW", "Africa/Gaborone", "267", &["botswana", "bwa"]),
    ("BR", "", "55", &["brazil", "bra", "brasil", "brasilien"]),
    ("BN", "Asia/Brunei", "673", &["brunei", "brn"]),
    ("BG", "Europe/Sofia", "359", &["bulgaria", "bgr", "bulgarien"]),
    ("BF", "Africa/Ouagadougou", "226", &["burkina faso", "bfa"]),
    ("BI", "Africa/Bujumbura", "257", &["burundi", "bdi"]),
    ("KH", "Asia/Phnom_Penh", "855", &["cambodia", "khm"]),
    ("CM", "Africa/Douala", "237", &["cameroon", "cmr"]),
    ("CA", "", "", &["canada", "can", "kanada"]),
    ("CV", "Atlantic/Cape_Verde", "238", &["cape verde", "cpv", "cabo verde"]),
    ("CF", "Africa/Bangui", "236", &["central african republic", "caf"]),
    ("TD", "Africa/Ndjamena", "235", &["chad", "tcd"]),
    ("CL", "America/Santiago", "56", &["chile", "chl"]),
    ("CN", "Asia/Shanghai", "86", &["china", "chn", "people's republic of china", "prc", "mainland china"]),
    ("CO", "America/Bogota", "57", &["colombia", "col"]),
    ("KM", "Indian/Comoro", "269", &["comoros", "com"]),
    ("CG", "Africa/Brazzaville", "242", &["congo", "cog", "republic of the congo"]),
    ("CD", "", "243", &["democratic republic of the congo", "cod", "dr congo", "congo, democratic republic"]),
    ("CR", "America/Costa_Rica", "506", &["costa rica", "cri"]),
    ("CI", "Africa/Abidjan", "225", &["ivory coast", "civ", "côte d'ivoire", "cote d'ivoire"]),
    ("HR", "Europe/Zagreb", "385", &["croatia", "hrv", "hrvatska", "kroatien"]),
    ("CU", "America/Havana", "53", &["cuba", "cub"]),
    ("CY", "Asia/Nicosia", "357", &["cyprus", "cyp", "zypern"]),
    ("CZ", "Europe/Prague", "420", &["czech republic", "cze", "czechia", "česko", "tschechien"]),
    ("DK", "Europe/Copenhagen", "45", &["denmark", "dnk", "danmark", "dänemark"]),
    ("DJ", "Africa/Djibouti", "253", &["djibouti", "dji"]),
    ("DO", "America/Santo_Domingo", "", &["dominican republic", "dom"]),
    ("EC", "America/Guayaquil", "593", &["ecuador", "ecu"]),
    ("EG", "Africa/Cairo", "20", &["egypt", "egy"]),
    ("SV", "America/El_Salvador", "503", &["el salvador", "slv"]),
    ("GQ", "Africa/Malabo", "240", &["equatorial guinea", "gnq"]),
    ("ER", "Africa/Asmara", "291", &["eritrea", "eri"]),
    ("EE", "Europe/Tallinn", "372", &["estonia", "est", "eesti", "estland"]),
    ("SZ", "Africa/Mbabane", "268", &["eswatini", "swz", "swaziland"]),
    ("ET", "Africa/Addis_Ababa", "251", &["ethiopia", "eth"]),
    ("FJ", "Pacific/Fiji", "679", &["fiji", "fji"]),
    ("FI", "Europe/Helsinki", "358", &["finland", "fin", "suomi", "finnland"]),
    ("FR", "Europe/Paris", "33", &["france", "fra", "frankreich", "république française"]),
    ("GA", "Africa/Libreville", "241", &["gabon", "gab"]),
    ("GM", "Africa/Banjul", "220", &["gambia", "gmb", "the gambia"]),
    ("GE", "Asia/Tbilisi", "995", &["georgia", "geo"]),
    (
        "DE",
        "Europe/Berlin",
        "49",
        &["germany", "deu", "ger", "deutschland", "allemagne", "alemania", "federal republic of germany"],
    ),
    ("GH", "Africa/Accra", "233", &["ghana", "gha"]),
    ("GI", "Europe/Gibraltar", "350", &["gibraltar", "gib"]),
    ("GR", "Europe/Athens", "30", &["greece", "grc", "hellas", "griechenland"]),
    ("GL", "America/Nuuk", "299", &["greenland", "grl"]),
    ("GT", "America/Guatemala", "502", &["guatemala", "gtm"]),
    ("GN", "Africa/Conakry", "224", &["guinea", "gin"]),
    ("GW", "Africa/Bissau", "245", &["guinea-bissau", "gnb"]),
    ("GY", "America/Guyana", "592", &["guyana", "guy"]),
    ("GG", "Europe/Guernsey", "", &["guernsey", "ggy"]),
    ("HT", "America/Port-au-Prince", "509", &["haiti", "hti"]),
    ("HN", "America/Tegucigalpa", "504", &["honduras", "hnd"]),
    ("HK", "Asia/Hong_Kong", "852", &["hong kong", "hkg", "hong kong sar"]),
    ("HU", "Europe/Budapest", "36", &["hungary", "hun", "magyarország", "ungarn"]),
    ("IS", "Atlantic/Reykjavik", "354", &["iceland", "isl", "ísland", "island"]),
    ("IN", "Asia/Kolkata", "91", &["india", "ind", "bharat", "indien"]),
    ("ID", "", "62", &["indonesia", "idn"]),
    ("IR", "Asia/Tehran", "98", &["iran", "irn"]),
    ("IQ", "Asia/Baghdad", "964", &["iraq", "irq"]),
    ("IE", "Europe/Dublin", "353", &["ireland", "irl", "éire", "eire", "republic of ireland", "irland"]),
    ("IM", "Europe/Isle_of_Man", "", &["isle of man", "imn"]),
    ("IL", "Asia/Jerusalem", "972", &["israel", "isr"]),
    ("IT", "Europe/Rome", "39", &["italy", "ita", "italia", "italien", "italie"]),
    ("JM", "America/Jamaica", "", &["jamaica", "jam"]),
    ("JP", "Asia/Tokyo", "81", &["japan", "jpn", "nippon", "日本"]),
    ("JE", "Europe/Jersey", "", &["jersey", "jey"]),
    ("JO", "Asia/Amman", "962", &["jordan", "jor"]),
    ("KZ", "Asia/Almaty", "", &["kazakhstan", "kaz"]),
    ("KE", "Africa/Nairobi", "254", &["kenya", "ken"]),
    ("KW", "Asia/Kuwait", "965", &["kuwait", "kwt"]),
    ("KG", "Asia/Bishkek", "996", &["kyrgyzstan", "kgz"]),
    ("LA", "Asia/Vientiane", "856", &["laos", "lao"]),
    ("LV", "Europe/Riga", "371", &["latvia", "lva", "latvija", "lettland"]),
    ("LB", "Asia/Beirut", "961", &["lebanon", "lbn"]),
    ("LS", "Africa/Maseru", "266", &["lesotho", "lso"]),
    ("LR", "Africa/Monrovia", "231", &["liberia", "lbr"]),
    ("LY", "Africa/Tripoli", "218", &["libya", "lby"]),
    ("LI", "Europe/Vaduz", "423", &["liechtenstein", "lie"]),
    ("LT", "Europe/Vilnius", "370", &["lithuania", "ltu", "lietuva", "litauen"]),
    ("LU", "Europe/Luxembourg", "352", &["luxembourg", "lux", "luxemburg", "lëtzebuerg"]),
    ("MO", "Asia/Macau", "853", &["macau", "mac", "macao"]),
    ("MG", "Indian/Antananarivo", "261", &["madagascar", "mdg"]),
    ("MW", "Africa/Blantyre", "265", &["malawi", "mwi"]),
    ("MY", "Asia/Kuala_Lumpur", "60", &["malaysia", "mys"]),
    ("MV", "Indian/Maldives", "960", &["maldives", "mdv"]),
    ("ML", "Africa/Bamako", "223", &["mali", "mli"]),
    ("MT", "Europe/Malta", "356", &["malta", "mlt"]),
    ("MR", "Africa/Nouakchott", "222", &["mauritania", "mrt"]),
    ("MU", "Indian/Mauritius", "230", &["mauritius", "mus"]),
    ("MX", "", "52", &["mexico", "mex", "méxico", "mexiko"]),
    ("MD", "Europe/Chisinau", "373", &["moldova", "mda"]),
    ("MC", "Europe/Monaco", "377", &["monaco", "mco"]),
    ("MN", "", "976", &["mongolia", "mng"]),
    ("ME", "Europe/Podgorica", "382", &["montenegro", "mne"]),
    ("MA", "Africa/Casablanca", "212", &["morocco", "mar", "maroc"]),
    ("MZ", "Africa/Maputo", "258", &["mozambique", "moz"]),
    ("MM", "Asia/Yangon", "95", &["myanmar", "mmr", "burma"]),
    ("NA", "Africa/Windhoek", "264", &["namibia", "nam"]),
    ("NP", "Asia/Kathmandu", "977", &["nepal", "npl"]),
    (
        "NL",
        "Europe/Amsterdam",
        "31",
        &["netherlands", "nld", "the netherlands", "nederland", "holland", "niederlande", "pays-bas"],
    ),
    ("NZ", "Pacific/Auckland", "64", &["new zealand", "nzl", "aotearoa"]),
    ("NI", "America/Managua", "505", &["nicaragua", "nic"]),
    ("NE", "Africa/Niamey", "227", &["niger", "ner"]),
    ("NG", "Africa/Lagos", "234", &["nigeria", "nga"]),
    ("MK", "Europe/Skopje", "389", &["north macedonia", "mkd", "macedonia"]),
    ("NO", "Europe/Oslo", "47", &["norway", "nor", "norge", "norwegen"]),
    ("OM", "Asia/Muscat", "968", &["oman", "omn"]),
    ("PK", "Asia/Karachi", "92", &["pakistan", "pak"]),
    ("PS", "", "970", &["palestine", "pse"]),
    ("PA", "America/Panama", "507", &["panama", "pan"]),
    ("PG", "Pacific/Port_Moresby", "675", &["papua new guinea", "png"]),
    ("PY", "America/Asuncion", "595", &["paraguay", "pry"]),
    ("PE", "America/Lima", "51", &["peru", "per", "perú"]),
    ("PH", "Asia/Manila", "63", &["philippines", "phl", "the philippines"]),
    ("PL", "Europe/Warsaw", "48", &["poland", "pol", "polska", "polen", "pologne"]),
    ("PT", "Europe/Lisbon", "351", &["portugal", "prt"]),
    ("PR", "America/Puerto_Rico", "", &["puerto rico", "pri"]),
    ("QA", "Asia/Qatar", "974", &["qatar", "qat"]),
    ("RO", "Europe/Bucharest", "40", &["romania", "rou", "românia", "rumänien"]),
    ("RU", "", "", &["russia", "rus", "russian federation", "россия"]),
    ("RW", "Africa/Kigali", "250", &["rwanda", "rwa"]),
    ("SM", "Europe/San_Marino", "378", &["san marino", "smr"]),
    ("SA", "Asia/Riyadh", "966", &["saudi arabia", "sau", "ksa"]),
    ("SN", "Africa/Dakar", "221", &["senegal", "sen"]),
    ("RS", "Europe/Belgrade", "381", &["serbia", "srb", "srbija", "serbien"]),
    ("SC", "Indian/Mahe", "248", &["seychelles", "syc"]),
    ("SL", "Africa/Freetown", "232", &["sierra leone", "sle"]),
    ("SG", "Asia/Singapore", "65", &["singapore", "sgp", "singapur"]),
    ("SK", "Europe/Bratislava", "421", &["slovakia", "svk", "slovensko", "slowakei", "slovak republic"]),
    ("SI", "Europe/Ljubljana", "386", &["slovenia", "svn", "slovenija", "slowenien"]),
    ("SO", "Africa/Mogadishu", "252", &["somalia", "som"]),
    ("ZA", "Africa/Johannesburg", "27", &["south africa", "zaf", "rsa", "südafrika"]),
    (
        "KR",
        "Asia/Seoul",
        "82",
        &["south korea", "kor", "korea", "republic of korea", "korea, republic of", "korea, south"],
    ),
    ("SS", "Africa/Juba", "211", &["south sudan", "ssd"]),
    ("ES", "Europe/Madrid", "34", &["spain", "esp", "españa", "espana", "spanien", "espagne"]),
    ("LK", "Asia/Colombo", "94", &["sri lanka", "lka"]),
    ("SD", "Africa/Khartoum", "249", &["sudan", "sdn"]),
    ("SR", "America/Paramaribo", "597", &["suriname", "sur"]),
    ("SE", "Europe/Stockholm", "46", &["sweden", "swe", "sverige", "schweden", "suède"]),
    ("CH", "Europe/Zurich", "41", &["switzerland", "che", "schweiz", "suisse", "svizzera", "swiss"]),
    ("SY", "Asia/Damascus", "963", &["syria", "syr"]),
    ("TW", "Asia/Taipei", "886", &["taiwan", "twn", "taiwan, province of china"]),
    ("TJ", "Asia/Dushanbe", "992", &["tajikistan", "tjk"]),
    ("TZ", "Africa/Dar_es_Salaam", "255", &["tanzania", "tza"]),
    ("TH", "Asia/Bangkok", "66", &["thailand", "tha"]),
    ("TG", "Africa/Lome", "228", &["togo", "tgo"]),
    ("TT", "America/Port_of_Spain", "", &["trinidad and tobago", "tto"]),
    ("TN", "Africa/Tunis", "216", &["tunisia", "tun"]),
    ("TR", "Europe/Istanbul", "90", &["turkey", "tur", "türkiye", "turkiye", "türkei"]),
    ("TM", "Asia/Ashgabat", "993", &["turkmenistan", "tkm"]),
    ("UG", "Africa/Kampala", "256", &["uganda", "uga"]),
    ("UA", "Europe/Kyiv", "380", &["ukraine", "ukr", "україна"]),
    ("AE", "Asia/Dubai", "971", &["united arab emirates", "are", "uae", "emirates"]),
    (
        "GB",
        "Europe/London",
        "44",
        &[
            "united kingdom",
            "gbr",
            "uk",
            "u.k.",
            "great britain",
            "britain",
            "england",
            "scotland",
            "wales",
            "northern ireland",
            "united kingdom of great britain and northern ireland",
            "großbritannien",
            "vereinigtes königreich",
            "royaume-uni",
        ],
    ),
    (
        "US",
        "",
        "",
        &[
            "united states",
            "usa",
            "u.s.",
            "u.s.a.",
            "united states of america",
            "the united states",
            "america",
            "vereinigte staaten",
            "états-unis",
            "estados unidos",
        ],
    ),
    ("UY", "America/Montevideo", "598", &["uruguay", "ury"]),
    ("UZ", "Asia/Tashkent", "998", &["uzbekistan", "uzb"]),
    ("VE", "America/Caracas", "58", &["venezuela", "ven"]),
    ("VN", "Asia/Ho_Chi_Minh", "84", &["vietnam", "vnm", "viet nam"]),
    ("YE", "Asia/Aden", "967", &["yemen", "yem"]),
    ("ZM", "Africa/Lusaka", "260", &["zambia", "zmb"]),
    ("ZW", "Africa/Harare", "263", &["zimbabwe", "zwe"]),
];

/// Country, code, name in lower case, zone of most of its people.
const STATES: &[(&str, &str, &str, &str)] = &[
    ("US", "AL", "alabama", "America/Chicago"),
    ("US", "AK", "alaska", "America/Anchorage"),
    ("US", "AZ", "arizona", "America/Phoenix"),
    ("US", "AR", "arkansas", "America/Chicago"),
    ("US", "CA", "california", "America/Los_Angeles"),
    ("US", "CO", "colorado", "America/Denver"),
    ("US", "CT", "connecticut", "America/New_York"),
    ("US", "DE", "delaware", "America/New_York"),
    ("US", "DC", "district of columbia", "America/New_York"),
    ("US", "FL", "florida", "America/New_York"),
    ("US", "GA", "georgia", "America/New_York"),
    ("US", "HI", "hawaii", "Pacific/Honolulu"),
    ("US", "ID", "idaho", "America/Boise"),
    ("US", "IL", "illinois", "America/Chicago"),
    ("US", "IN", "indiana", "America/Indiana/Indianapolis"),
    ("US", "IA", "iowa", "America/Chicago"),
    ("US", "KS", "kansas", "America/Chicago"),
    ("US", "KY", "kentucky", "America/New_York"),
    ("US", "LA", "louisiana", "America/Chicago"),
    ("US", "ME", "maine", "America/New_York"),
    ("US", "MD", "maryland", "America/New_York"),
    ("US", "MA", "massachusetts", "America/New_York"),
    ("US", "MI", "michigan", "America/Detroit"),
    ("US", "MN", "minnesota", "America/Chicago"),
    ("US", "MS", "mississippi", "America/Chicago"),
    ("US", "MO", "missouri", "America/Chicago"),
    ("US", "MT", "montana", "America/Denver"),
    ("US", "NE", "nebraska", "America/Chicago"),
    ("US", "NV", "nevada", "America/Los_Angeles"),
    ("US", "NH", "new hampshire", "America/New_York"),
    ("US", "NJ", "new jersey", "America/New_York"),
    ("US", "NM", "new mexico", "America/Denver"),
    ("US", "NY", "new york", "America/New_York"),
    ("US", "NC", "north carolina", "America/New_York"),
    ("US", "ND", "north dakota", "America/Chicago"),
    ("US", "OH", "ohio", "America/New_York"),
    ("US", "OK", "oklahoma", "America/Chicago"),
    ("US", "OR", "oregon", "America/Los_Angeles"),
    ("US", "PA", "pennsylvania", "America/New_York"),
    ("US", "RI", "rhode island", "America/New_York"),
    ("US", "SC", "south carolina", "America/New_York"),
    ("US", "SD", "south dakota", "America/Chicago"),
    ("US", "TN", "tennessee", "America/Chicago"),
    ("US", "TX", "texas", "America/Chicago"),
    ("US", "UT", "utah", "America/Denver"),
    ("US", "VT", "vermont", "America/New_York"),
    ("US", "VA", "virginia", "America/New_York"),
    ("US", "WA", "washington", "America/Los_Angeles"),
    ("US", "WV", "west virginia", "America/New_York"),
    ("US", "WI", "wisconsin", "America/Chicago"),
    ("US", "WY", "wyoming", "America/Denver"),
    ("US", "PR", "puerto rico", "America/Puerto_Rico"),
    ("CA", "AB", "alberta", "America/Edmonton"),
    ("CA", "BC", "british columbia", "America/Vancouver"),
    ("CA", "MB", "manitoba", "America/Winnipeg"),
    ("CA", "NB", "new brunswick", "America/Moncton"),
    ("CA", "NL", "newfoundland and labrador", "America/St_Johns"),
    ("CA", "NS", "nova scotia", "America/Halifax"),
    ("CA", "NT", "northwest territories", "America/Yellowknife"),
    ("CA", "NU", "nunavut", "America/Iqaluit"),
    ("CA", "ON", "ontario", "America/Toronto"),
    ("CA", "PE", "prince edward island", "America/Halifax"),
    ("CA", "QC", "quebec", "America/Toronto"),
    ("CA", "QC", "québec", "America/Toronto"),
    ("CA", "SK", "saskatchewan", "America/Regina"),
    ("CA", "YT", "yukon", "America/Whitehorse"),
    ("AU", "NSW", "new south wales", "Australia/Sydney"),
    ("AU", "VIC", "victoria", "Australia/Melbourne"),
    ("AU", "QLD", "queensland", "Australia/Brisbane"),
    ("AU", "SA", "south australia", "Australia/Adelaide"),
    ("AU", "WA", "western australia", "Australia/Perth"),
    ("AU", "TAS", "tasmania", "Australia/Hobart"),
    ("AU", "NT", "northern territory", "Australia/Darwin"),
    ("AU", "ACT", "australian capital territory", "Australia/Sydney"),
];
