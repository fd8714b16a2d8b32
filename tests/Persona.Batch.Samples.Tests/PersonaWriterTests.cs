using System.Text;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class PersonaWriterTests
{
    private const string Nurse =
        "Night-shift nurse, 34, on a ward in Leeds. Nobody cooks at noon for her. Wants a meal app for people who sleep by day.";

    [Fact]
    public void Answer_Brief_UsesItsWords()
    {
        var persona = PersonaWriter.Answer(Nurse);

        persona.Should().BeEquivalentTo(new
        {
            Age = 34,
            Occupation = "Night-shift nurse",
            Location = "Leeds, United Kingdom",
            Summary = "Night-shift nurse, 34, on a ward in Leeds",
        });
        persona.Frustrations.Should().Equal("Nobody cooks at noon for her");
        persona.Goals[0].Should().Be("A meal app for people who sleep by day");
        persona.Quote.Should().Contain("a meal app for people who sleep by day");
    }

    [Fact]
    public void Answer_SameText_IsTheSame()
    {
        var first = PersonaWriter.Answer(Nurse);
        var second = PersonaWriter.Answer(Nurse);

        second.Should().BeEquivalentTo(first);
    }

    [Fact]
    public void Answer_Text_IsTheSameOnEveryMachine()
    {
        var persona = PersonaWriter.Answer("Somebody without any hint at all");

        $"{persona.Name}, {persona.Age}, {persona.Occupation}, {persona.Location}"
            .Should().Be("Bridget Lockwood, 56, Office administrator, Cork, Ireland");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("...")]
    [InlineData(" \u2028 ; ")]
    [InlineData("😀")]
    [InlineData("wants ")]
    public void Answer_TextWithoutWords_IsStillAPersona(string text)
    {
        var persona = PersonaWriter.Answer(text);

        persona.Name.Should().NotBeNullOrWhiteSpace();
        persona.Goals.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("Wants to know why it is never enough and goes on and on. ")]
    [InlineData("困っている人が多すぎて")]
    [InlineData("😀")]
    public void Answer_LongText_IsStillShort(string part)
    {
        var persona = PersonaWriter.Answer(string.Concat(Enumerable.Repeat(part, 1000)));

        string[] texts = [persona.Summary, .. persona.Goals, .. persona.Frustrations];
        texts.Should().HaveCountLessThan(12).And.AllSatisfy(text => text.Length.Should().BeLessThan(170));
        texts.Where(static text => text.EnumerateRunes().Contains(Rune.ReplacementChar)).Should().BeEmpty("no character is cut in two");
    }

    [Theory]
    [InlineData("A cook, 34, in Leeds", 34)]
    [InlineData("A cook aged 61", 61)]
    [InlineData("47-year-old cook", 47)]
    [InlineData("Seventeen years old, cooks", 17)]
    [InlineData("A cook in Ghent, eighty-one, retired", 81)]
    [InlineData("Kocht in Graz, 45 Jahre", 45)]
    [InlineData("新潟で働く44歳の杜氏", 44)]
    [InlineData("She is nineteen and cooks", 19)]
    [InlineData("Cooks for 12 years, 58 years old", 58)]
    [InlineData("Cooked for 31 years", null)]
    [InlineData("Cuisine depuis 22 ans d'expérience", null)]
    [InlineData("Twelve cooks, 600 beds", null)]
    public void Find_Age_ReadsItOnlyWhereItIsOne(string text, int? age) =>
        AgeHint.Find(text, new StableChoice(text)).Should().Be(age);

    [Theory]
    [InlineData("A cook in her fifties", 50, 59)]
    [InlineData("A cook, early forties", 40, 43)]
    [InlineData("A cook in his late twenties", 27, 29)]
    public void Find_Decade_StaysWithinIt(string text, int least, int most) =>
        AgeHint.Find(text, new StableChoice(text)).Should().BeInRange(least, most);

    [Theory]
    [InlineData("Works in Santiago de Compostela", "Santiago de Compostela, Spain")]
    [InlineData("Works in Santiago, then in Oslo", "Santiago, Chile")]
    [InlineData("札幌に住む", "Sapporo, Japan")]
    [InlineData("W urzędzie miejskim w Gdańsku", "Gdańsk, Poland")]
    public void Find_Place_TakesTheFirstAndLongest(string text, string place) =>
        Places.Find(text)!.ToString().Should().Be(place);

    [Theory]
    [InlineData("Sells pancakes; a nurse buys them", "Trader")]
    [InlineData("The deaf container crane operator of a port", "Container crane operator")]
    [InlineData("CFO of a small firm", "CFO")]
    [InlineData("Ostréicultrice à Cancale", "Oyster grower")]
    [InlineData("台中的漫畫譯者", "Translator")]
    [InlineData("Nothing known", null)]
    public void Find_Occupation_KeepsWhatQualifiesIt(string text, string? occupation) =>
        OccupationHint.Find(text).Should().Be(occupation);
}
