using System.ComponentModel;

namespace PersonaBatch.Samples.Personas;

/// <summary>The answer to a <see cref="Brief"/>. The descriptions go to the model, in the schema of its answer.</summary>
internal sealed record Persona(
    [Description("Given and family name.")] string Name,
    [Description("In years.")] int Age,
    [Description("What they do.")] string Occupation,
    [Description("Place and country.")] string Location,
    [Description("The brief in one sentence.")] string Summary,
    [Description("What they might say.")] string Quote,
    [Description("What they want, at least two.")] IReadOnlyList<string> Goals,
    [Description("What stands in the way, at least one.")] IReadOnlyList<string> Frustrations,
    [Description("Where they can be reached, two.")] IReadOnlyList<string> Channels);
