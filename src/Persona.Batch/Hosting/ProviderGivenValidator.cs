using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Tells at the start of a host that a processor has nobody to call.</summary>
internal sealed class ProviderGivenValidator(BatchProcessorRegistration registration) : IValidateOptions<BatchOptions>
{
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        if (!string.Equals(name, registration.Name, StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Skip;
        }

        return registration.HasProvider
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Batch processor '{name}' has no provider: call UseProvider on what AddBatchProcessor returned");
    }
}
