namespace PersonaBatch.Samples.Personas;

/// <summary>The places the sample knows, and how to find one in a text.</summary>
internal static class Places
{
    // "Name" or "Name=other spelling=other spelling", separated by commas.
    private static readonly (string Country, NamePool Names, string Places)[] Table =
    [
        ("Argentina", NamePool.Spanish, "Buenos Aires,Bariloche"),
        ("Armenia", NamePool.EasternMediterranean, "Yerevan"),
        ("Australia", NamePool.English, "Melbourne,Perth,Tasmania=Tasmanian,Kalgoorlie,Darwin,Queensland,Adelaide"),
        ("Austria", NamePool.German, "Graz,Carinthia=Kärnten,Innsbruck,Linz,Vienna=Wien,Salzburg"),
        ("Bangladesh", NamePool.SouthAsian, "Dhaka,the Sundarbans"),
        ("Belarus", NamePool.EasternEuropean, "Minsk"),
        ("Belgium", NamePool.Dutch, "Ghent,Antwerp,Brussels,Leuven"),
        ("Bolivia", NamePool.Spanish, "Sucre,Oruro"),
        ("Brazil", NamePool.Portuguese, "São Paulo"),
        ("Bulgaria", NamePool.EasternEuropean, "Sofia"),
        ("Burkina Faso", NamePool.African, "Ouagadougou,Bobo-Dioulasso"),
        ("Cambodia", NamePool.SoutheastAsian, "Phnom Penh"),
        ("Canada", NamePool.English, "Toronto,Whitehorse,Calgary,Ottawa,Thunder Bay"),
        ("Canada", NamePool.French, "Quebec=Québec,Montreal=Montréal"),
        ("Cape Verde", NamePool.Portuguese, "Mindelo"),
        ("Chile", NamePool.Spanish, "Santiago,Valparaíso,San Pedro de Atacama"),
        ("China", NamePool.Chinese, "Jingdezhen=景德镇,Shenzhen=深圳,Macau"),
        ("Colombia", NamePool.Spanish, "Bogotá,Medellín"),
        ("Costa Rica", NamePool.Spanish, "Monteverde"),
        ("Czechia", NamePool.EasternEuropean, "Prague=Praha=Praze,Plzeň,Brno"),
        ("Democratic Republic of the Congo", NamePool.African, "Kolwezi"),
        ("Denmark", NamePool.Nordic, "Copenhagen,Jutland=Jylland,Esbjerg"),
        ("Egypt", NamePool.Arabic, "Cairo"),
        ("Estonia", NamePool.EasternEuropean, "Tallinn"),
        ("Ethiopia", NamePool.African, "Sidama"),
        ("Finland", NamePool.Nordic, "Helsinki,Inari"),
        ("France", NamePool.French, "Lyon,Cancale,Marseille,the Jura,Lille,the Camargue,Montpellier,Châlons"),
        ("Georgia", NamePool.EasternMediterranean, "Svaneti"),
        ("Germany", NamePool.German, "Berlin,Frankfurt,Leipzig,Munich=München,Cologne,Greifswald,Pforzheim,Darmstadt,Passau,Hamburg"),
        ("Ghana", NamePool.African, "Accra"),
        ("Greece", NamePool.EasternMediterranean, "Thessaloniki,Piraeus,Athens"),
        ("Guinea-Bissau", NamePool.Portuguese, "Bissau=Guiné-Bissau"),
        ("Haiti", NamePool.French, "Port-au-Prince"),
        ("Iceland", NamePool.Nordic, "Reykjavík,Húsavík"),
        ("India", NamePool.SouthAsian, "Pune,Jaipur,Hyderabad,Jodhpur,Tirupur"),
        ("Indonesia", NamePool.SoutheastAsian, "Jakarta,Flores,Bandung"),
        ("Iran", NamePool.Arabic, "Isfahan"),
        ("Ireland", NamePool.English, "Cork,Tralee,Dublin,Howth"),
        ("Israel", NamePool.EasternMediterranean, "Tel Aviv"),
        ("Italy", NamePool.Italian, "Basilicata,Cremona,Bologna,Turin,Rome,Naples,Milan"),
        ("Japan", NamePool.Japanese, "Sapporo=札幌,Osaka,Niigata=新潟,Fukuoka=福岡,Nagano"),
        ("Jordan", NamePool.Arabic, "Amman,Wadi Rum"),
        ("Kazakhstan", NamePool.EasternEuropean, "Almaty=Алматы"),
        ("Kenya", NamePool.African, "Nairobi,Mombasa"),
        ("Latvia", NamePool.EasternEuropean, "Riga"),
        ("Lebanon", NamePool.Arabic, "Beirut"),
        ("Madagascar", NamePool.French, "Madagascar"),
        ("Malaysia", NamePool.SoutheastAsian, "Penang,Kuala Lumpur"),
        ("Mauritania", NamePool.Arabic, "Nouakchott"),
        ("Mexico", NamePool.Spanish, "Chiapas=Los Altos de Chiapas,Monterrey"),
        ("Morocco", NamePool.Arabic, "Chefchaouen"),
        ("Netherlands", NamePool.Dutch, "Rotterdam,Utrecht,Friesland,Eindhoven,The Hague,Delft,Amsterdam,Leeuwarden"),
        ("New Zealand", NamePool.English, "Dunedin"),
        ("Nigeria", NamePool.African, "Lagos"),
        ("Norway", NamePool.Nordic, "Oslo,Halden,Bergen,Narvik"),
        ("Pakistan", NamePool.SouthAsian, "Karachi"),
        ("Peru", NamePool.Spanish, "Cusco"),
        ("Philippines", NamePool.SoutheastAsian, "Manila,Cebu"),
        ("Poland", NamePool.EasternEuropean, "Gdańsk=Gdańsku,Wrocław,Kraków,Warsaw,Zakopane,Katowice=Katowic,Białystok"),
        ("Portugal", NamePool.Portuguese, "Porto,Lisbon=Lisboa"),
        ("Qatar", NamePool.Arabic, "Doha"),
        ("Romania", NamePool.EasternEuropean, "Bucharest,Cluj,Transylvania"),
        ("Russia", NamePool.EasternEuropean, "Yakutsk"),
        ("Rwanda", NamePool.African, "Kigali"),
        ("Senegal", NamePool.African, "Dakar"),
        ("Singapore", NamePool.Chinese, "Singapore"),
        ("Slovakia", NamePool.EasternEuropean, "Bratislava"),
        ("Slovenia", NamePool.EasternEuropean, "Ljubljana,Maribor=Maribora"),
        ("South Africa", NamePool.African, "Johannesburg,Stellenbosch,the Karoo"),
        ("South Korea", NamePool.Korean, "Busan=부산,Seoul=서울시=서울"),
        ("Spain", NamePool.Spanish, "Asturias,Tarifa,Lleida,Santiago de Compostela,Madrid,Extremadura,Valencia"),
        ("Sri Lanka", NamePool.SouthAsian, "Galle"),
        ("Sweden", NamePool.Nordic, "Malmö,Östersund,Visby,Stockholm,Gothenburg"),
        ("Switzerland", NamePool.German, "Zurich"),
        ("Taiwan", NamePool.Chinese, "Taipei,Taichung=台中"),
        ("Tanzania", NamePool.African, "Zanzibar,Stone Town"),
        ("Thailand", NamePool.SoutheastAsian, "Bangkok,Chiang Mai"),
        ("Turkey", NamePool.EasternMediterranean, "İzmir,Istanbul"),
        ("Uganda", NamePool.African, "Kampala"),
        ("United Arab Emirates", NamePool.SouthAsian, "Dubai"),
        ("United Kingdom", NamePool.English,
            "Leeds,Glasgow,Cardiff,Bristol,Norfolk,Aberdeen,Swansea,Plymouth,Crewe,Edinburgh,Durham,Birmingham,"
            + "Blackpool,London,Caernarfon,Belfast,Inverness,Hawick,Oban,Fair Isle,Manchester"),
        ("United States", NamePool.English, "Omaha,New Mexico,Queens,Tulsa,New Orleans,Phoenix,Chicago,Miami,Montana,Baltimore,Portland,"
            + "Nashville,Atlanta,Boston"),
        ("Uzbekistan", NamePool.EasternEuropean, "the Fergana valley"),
        ("Vietnam", NamePool.SoutheastAsian, "Hanoi=Hà Nội"),
        ("Zambia", NamePool.African, "Lusaka"),
    ];

    private static readonly (string Spelling, Place Place)[] Spellings = [.. Table.SelectMany(Read)];

    /// <summary>Gets every place once, in a fixed order.</summary>
    public static IReadOnlyList<Place> All { get; } = [.. Spellings.Select(entry => entry.Place).Distinct()];

    /// <summary>Finds the place a text names first; of two that begin together, the longer name.</summary>
    /// <param name="text">The brief.</param>
    /// <returns>The place, or <see langword="null"/> when the text names none that is known.</returns>
    public static Place? Find(string text) => Spellings
        .Select(entry => (entry.Spelling.Length, entry.Place, At: IndexOfWord(text, entry.Spelling)))
        .Where(found => found.At >= 0)
        .OrderBy(found => found.At)
        .ThenByDescending(found => found.Length)
        .Select(found => found.Place)
        .FirstOrDefault();

    private static IEnumerable<(string Spelling, Place Place)> Read((string Country, NamePool Names, string Places) row)
    {
        foreach (var entry in row.Places.Split(','))
        {
            var spellings = entry.Split('=');
            var place = new Place(spellings[0].Replace("the ", string.Empty, StringComparison.Ordinal), row.Country, row.Names);
            foreach (var spelling in spellings)
            {
                yield return (spelling, place);
            }
        }
    }

    private static int IndexOfWord(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        var end = at + word.Length;

        // "Corks" and "Lyonnais" are no places; names in scripts without spaces stand beside other letters.
        return at >= 0 && char.IsAscii(word[0]) && end < text.Length && char.IsAsciiLetter(text[end]) ? -1 : at;
    }
}
