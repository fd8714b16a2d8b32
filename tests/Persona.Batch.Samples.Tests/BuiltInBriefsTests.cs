using System.Text.Json;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class BuiltInBriefsTests
{
    [Fact]
    public async Task BuiltIn_Ids_AreReadableAndUnique()
    {
        var briefs = await ReadAsync();

        briefs.Should().HaveCountGreaterThanOrEqualTo(200);
        briefs.Select(brief => brief.Id).Should().OnlyHaveUniqueItems();
        briefs.Should().AllSatisfy(brief => brief.Id.Should().MatchRegex("^[a-z0-9]+(-[a-z0-9]+)+$"));
    }

    [Fact]
    public async Task BuiltIn_Texts_AreUniqueAndShort()
    {
        var briefs = await ReadAsync();

        briefs.Select(brief => brief.Text).Should().OnlyHaveUniqueItems();
        briefs.Should().AllSatisfy(brief => brief.Text.Length.Should().BeInRange(40, 400));
    }

    [Fact]
    public async Task Answer_EveryBuiltInBrief_IsPlausible()
    {
        foreach (var brief in await ReadAsync())
        {
            var persona = PersonaWriter.Answer(brief.Text);

            persona.Name.Should().Contain(" ", "{0}", brief.Id);
            persona.Age.Should().BeInRange(14, 99, "{0}", brief.Id);
            persona.Location.Should().Contain(", ", "{0}", brief.Id);
            persona.Goals.Should().HaveCountGreaterThanOrEqualTo(2, "{0}", brief.Id).And.OnlyHaveUniqueItems();
            persona.Frustrations.Should().NotBeEmpty("{0}", brief.Id);
            persona.Channels.Should().HaveCount(2, "{0}", brief.Id).And.OnlyHaveUniqueItems();
            string[] texts =
                [persona.Occupation, persona.Summary, persona.Quote, .. persona.Goals, .. persona.Frustrations, .. persona.Channels];
            texts.Should().NotContain(text => string.IsNullOrWhiteSpace(text) || text.Contains("{0}"), "{0}", brief.Id);
        }
    }

    [Fact]
    public async Task Answer_EveryBuiltInBrief_IsOneLineOfJsonAndReadsBack()
    {
        foreach (var brief in await ReadAsync())
        {
            var json = JsonSerializer.Serialize(PersonaWriter.Answer(brief.Text), PersonaJson.Readable.Persona);

            json.Should().NotContainAny("\n", "\r", "\u2028");
            JsonSerializer.Deserialize(json, PersonaJson.Default.Persona).Should().BeEquivalentTo(PersonaWriter.Answer(brief.Text));
        }
    }

    private static async Task<List<Brief>> ReadAsync()
    {
        var briefs = new List<Brief>();
        await foreach (var brief in BriefReader.ReadAsync(BriefReader.BuiltIn))
        {
            briefs.Add(brief);
        }

        return briefs;
    }
}
