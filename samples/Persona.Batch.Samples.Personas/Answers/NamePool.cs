namespace PersonaBatch.Samples.Personas;

/// <summary>Common names of one part of the world.</summary>
/// <param name="Women">Given names.</param>
/// <param name="Men">Given names.</param>
/// <param name="Families">Family names.</param>
internal sealed record NamePool(string[] Women, string[] Men, string[] Families)
{
    public static NamePool English { get; } = new(
        ["Hannah", "Megan", "Ruth", "Chloe", "Imogen", "Bridget"],
        ["Callum", "Owen", "Stuart", "Marcus", "Declan", "Theo"],
        ["Whitfield", "Hartley", "Brennan", "Lockwood", "Ashdown", "Mercer", "Doyle", "Pryce"]);

    public static NamePool French { get; } = new(
        ["Camille", "Solène", "Maëlle", "Odile", "Inès", "Florence"],
        ["Rémi", "Bastien", "Loïc", "Gérard", "Yanis", "Étienne"],
        ["Lefort", "Marchand", "Delmas", "Rousselot", "Kerbrat", "Vasseur", "Pelletier", "Aubry"]);

    public static NamePool German { get; } = new(
        ["Katrin", "Liesl", "Annika", "Ute", "Franziska", "Mareike"],
        ["Jonas", "Dieter", "Florian", "Matthias", "Holger", "Lukas"],
        ["Brandner", "Vogt", "Steinlechner", "Kessler", "Reuter", "Zeller", "Amstutz", "Hofer"]);

    public static NamePool Dutch { get; } = new(
        ["Femke", "Marieke", "Saskia", "Roos", "Lotte", "Anneke"],
        ["Joost", "Pieter", "Wout", "Bram", "Sander", "Thijs"],
        ["de Wilde", "van Loon", "Hoekstra", "Peeters", "Claes", "Bakker", "Dijkstra", "Maes"]);

    public static NamePool Nordic { get; } = new(
        ["Ingrid", "Sólveig", "Maja", "Tove", "Aino", "Signe"],
        ["Lars", "Mikkel", "Eero", "Jónas", "Anders", "Oskar"],
        ["Lindqvist", "Sørensen", "Halonen", "Bakken", "Nyberg", "Dahl", "Korhonen", "Strand"]);

    public static NamePool Spanish { get; } = new(
        ["Lucía", "Marisol", "Paloma", "Jimena", "Rocío", "Amparo"],
        ["Andrés", "Joaquín", "Matías", "Emilio", "Rubén", "Gonzalo"],
        ["Quiroga", "Salcedo", "Ibarra", "Montoya", "Cárdenas", "Peralta", "Villalba", "Mamani"]);

    public static NamePool Portuguese { get; } = new(
        ["Beatriz", "Inês", "Conceição", "Joana", "Marta", "Luísa"],
        ["Tiago", "Duarte", "Nuno", "Rui", "Caetano", "Vasco"],
        ["Carvalho", "Teixeira", "Moreira", "Pinto", "Évora", "Sampaio", "Nogueira", "Tavares"]);

    public static NamePool Italian { get; } = new(
        ["Chiara", "Ornella", "Giulia", "Rosanna", "Elisa", "Federica"],
        ["Davide", "Corrado", "Matteo", "Salvatore", "Enrico", "Tommaso"],
        ["Bellini", "Sartori", "Caruso", "Greco", "Marchetti", "Lombardo", "Fabbri", "Testa"]);

    public static NamePool EasternEuropean { get; } = new(
        ["Agnieszka", "Jana", "Mirela", "Katya", "Zuzana", "Liina"],
        ["Tomasz", "Radek", "Andrei", "Marko", "Pavel", "Jānis"],
        ["Kowal", "Novotny", "Petrov", "Zupan", "Ionescu", "Marek", "Ozols", "Sokol"]);

    public static NamePool EasternMediterranean { get; } = new(
        ["Eleni", "Defne", "Noa", "Anahit", "Maya", "Nino"],
        ["Kostas", "Emre", "Yonatan", "Armen", "Tariq", "Giorgi"],
        ["Karas", "Demir", "Shalev", "Petrosyan", "Haddad", "Lomidze", "Vlahos", "Aydın"]);

    public static NamePool Arabic { get; } = new(
        ["Salma", "Yasmine", "Huda", "Rania", "Latifa", "Mariam"],
        ["Karim", "Omar", "Nabil", "Hicham", "Sami", "Younes"],
        ["Haddad", "Bennani", "El Amrani", "Khoury", "Nasser", "Zaki", "Mansour", "Farouk"]);

    public static NamePool African { get; } = new(
        ["Amina", "Chidinma", "Wanjiru", "Abena", "Fatou", "Thandi"],
        ["Kwame", "Babajide", "Juma", "Ousmane", "Tesfaye", "Sipho"],
        ["Mensah", "Okafor", "Mwangi", "Diop", "Banda", "Traoré", "Nkosi", "Bekele"]);

    public static NamePool SouthAsian { get; } = new(
        ["Priya", "Nasreen", "Lakshmi", "Ayesha", "Meera", "Dilini"],
        ["Arjun", "Imran", "Suresh", "Rahul", "Farhan", "Nuwan"],
        ["Deshmukh", "Rahman", "Iyer", "Chaudhry", "Rathore", "Perera", "Nair", "Siddiqui"]);

    public static NamePool SoutheastAsian { get; } = new(
        ["Maricel", "Nguyệt", "Siti", "Malai", "Dewi", "Sreymom"],
        ["Arnel", "Somchai", "Rizal", "Budi", "Minh", "Dara"],
        ["Santos", "Tran", "Wijaya", "Suwan", "Ismail", "Dizon", "Pham", "Chea"]);

    public static NamePool Chinese { get; } = new(
        ["Yating", "Xiaomei", "Lihua", "Jiaying", "Wenjun", "Shufen"],
        ["Zhiwei", "Haoran", "Jianguo", "Yichen", "Minghao", "Boren"],
        ["Lin", "Chen", "Zhao", "Huang", "Wu", "Xie", "Tang", "Guo"]);

    public static NamePool Japanese { get; } = new(
        ["Haruka", "Yoshiko", "Ayumi", "Natsuki", "Kaori", "Misaki"],
        ["Kenji", "Takumi", "Hiroshi", "Daichi", "Noboru", "Sota"],
        ["Morita", "Ishikawa", "Kuroda", "Hayashi", "Onishi", "Sakamoto", "Takeda", "Fujii"]);

    public static NamePool Korean { get; } = new(
        ["Jiwoo", "Soyeon", "Eunji", "Minseo", "Hyejin", "Nari"],
        ["Minjun", "Dohyun", "Sungho", "Jaewon", "Taeyang", "Hyunwoo"],
        ["Kim", "Park", "Choi", "Jung", "Kang", "Seo", "Yoon", "Han"]);
}
