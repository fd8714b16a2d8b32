using System.Collections.Frozen;
using System.Text;

namespace PersonaBatch.Samples.Personas;

/// <summary>Finds what the subject of a brief does: "Night-shift nurse", "Ostréicultrice", "teaches", "杜氏".</summary>
internal static class OccupationHint
{
    private const int MostQualifiers = 3;

    // Singular, as a brief says it of its subject; the words before it ("container crane operator") are kept.
    private static readonly FrozenSet<string> English = Set(
        """
        accountant adjuster adviser agent analyst apprentice arborist architect archivist artist astronomer attorney audiologist auditor
        baker barber barista beekeeper biologist broker builder buyer calligrapher candidate carer caretaker carpenter cartographer
        cartwright caterer cfo chef choreographer clerk coach conductor consultant controller cook coordinator counsellor courier cutter
        dealer defender designer developer director dispatcher diver doctor driver dyer editor electrician engineer exporter farmer
        fishmonger fitter ghostwriter goldsmith grower guard guide head hygienist inspector instructor intern interpreter joiner lead
        leader librarian manager mechanic midwife miner musician novelist nurse officer operator organiser ornithologist owner paralegal
        pharmacist photographer physiotherapist pilot planner plumber postman presenter president publisher ranger registrar
        representative restorer scheduler scorer seamstress shearer skipper specialist student supervisor surgeon surveyor teacher
        technician teller tester trader trainer translator treasurer tutor underwriter vet volunteer welder writer
        """);

    private static readonly FrozenDictionary<string, string> OtherLanguages = Pairs(
        """
        farmacista=Pharmacist lichttechniker=Lighting technician imkerin=Beekeeper ostréicultrice=Oyster grower partera=Midwife
        kierowniczka=Office manager secretária=Secretary hodinář=Clock restorer répartitrice=Dispatcher entraîneur=Coach
        elektriker-lehrling=Apprentice electrician minero=Miner liutaia=Violin maker editora=Podcast editor instructora=Instructor
        audioprothésiste=Audiologist svineavler=Pig farmer gasilka=Firefighter médica=Doctor парикмахер=Hairdresser
        patentanwältin=Patent attorney mécanicien=Mechanic vigilante=Night guard conseillère=Counsellor instruktor=Instructor
        directrice=Director presidente=President productora=Farmer médiatrice=Cultural mediator landwirt=Farmer logopedist=Speech therapist
        gvidanto=Club organiser viên=Ophthalmic technician skater=Student pappa=Parent
        """);

    private static readonly (string Word, string Occupation)[] WithoutSpaces =
    [
        ("杜氏", "Sake brewer"), ("陶艺师", "Ceramic artist"), ("译者", "Translator"), ("譯者", "Translator"), ("中学生", "Student"),
        ("エンジニア", "Engineer"), ("ラーメン屋", "Ramen shop owner"), ("코치", "Coach"), ("공무원", "Civil servant"),
    ];

    private static readonly FrozenDictionary<string, string> Verbs = Pairs(
        """
        runs=Business owner owns=Business owner operates=Operator teaches=Teacher manages=Manager sells=Trader leads=Team lead
        trades=Trader coordinates=Coordinator designs=Designer publishes=Publisher installs=Installer hauls=Truck driver climbs=Technician
        builds=Construction manager restores=Restorer records=Podcaster tests=Tester organises=Organiser rents=Rental owner
        inspects=Inspector grows=Grower exports=Exporter audits=Auditor collecte=Collector vende=Sales representative lleva=School director
        dirige=Director presenta=Radio presenter limpa=Cleaner answers=Support agent subtitles=Subtitler home-schools=Home educator
        collects=Collector makes=Music producer
        """);

    // Between these and the occupation there is nothing that belongs to it; nobody's impairment or past is an occupation.
    private static readonly FrozenSet<string> NoQualifiers = Set(
        """
        a an the of is as and or in at for to with one only last his her its their deaf blind dyslexic autistic retired former registered
        who left-handed hard-of-hearing herself himself tenants' now newly i self-employed divorced qualified vietnamese-american
        second-generation this that from new young old two three every
        """);

    private static readonly string[] Young = ["Student", "Apprentice", "Shop assistant"];
    private static readonly string[] Working =
        ["Self-employed", "Office administrator", "Shop assistant", "Service technician", "Tradesperson"];
    private static readonly string[] Old = ["Retired", "Retired teacher", "Retired clerk"];

    /// <summary>Looks for an occupation.</summary>
    /// <param name="text">The brief.</param>
    /// <returns>The occupation, or <see langword="null"/> when the text gives none that is known.</returns>
    public static string? Find(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Take(1).Select(Verb).FirstOrDefault()
            ?? FindNoun(words)
            ?? WithoutSpaces.FirstOrDefault(entry => text.Contains(entry.Word, StringComparison.Ordinal)).Occupation
            ?? words.Select(Verb).FirstOrDefault(found => found is not null);
    }

    /// <summary>Chooses an occupation that suits an age.</summary>
    /// <param name="age">In years.</param>
    /// <param name="choice">Decides between those that do.</param>
    /// <returns>An occupation.</returns>
    public static string Choose(int age, StableChoice choice) => choice.Of(1, age < 20 ? Young : age > 66 ? Old : Working);

    /// <summary>A verb that opens a sentence is about the subject; one within it may be about anything.</summary>
    private static string? Verb(string word) => char.IsUpper(word[0]) ? Verbs.GetValueOrDefault(Bare(word)) : null;

    private static string? FindNoun(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = Bare(words[i]);
            if (OtherLanguages.TryGetValue(word, out var translated))
            {
                return translated;
            }

            if (English.Contains(word))
            {
                return WithQualifiers(words, i);
            }
        }

        return null;
    }

    private static string WithQualifiers(string[] words, int end)
    {
        var start = end;
        while (start > 0 && end - start < MostQualifiers && IsQualifier(words[start - 1]))
        {
            start--;
        }

        var occupation = new StringBuilder(string.Join(' ', words[start..end].Append(Bare(words[end]))));
        occupation[0] = char.ToUpperInvariant(occupation[0]);
        return occupation.ToString();
    }

    private static bool IsQualifier(string word) =>
        char.IsLetterOrDigit(word[^1]) && char.IsLetter(word[0]) && !NoQualifiers.Contains(word);

    private static string Bare(string word) => word.Trim('.', ',', ';', ':', '(', ')', '"', '!', '?');

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads "word=Meaning in words word=Meaning": a meaning ends where the next pair begins.</summary>
    private static FrozenDictionary<string, string> Pairs(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = string.Empty;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.Split('=');
            last = parts.Length > 1 ? parts[0] : last;
            pairs[last] = parts.Length > 1 ? parts[1] : $"{pairs[last]} {word}";
        }

        return pairs.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
