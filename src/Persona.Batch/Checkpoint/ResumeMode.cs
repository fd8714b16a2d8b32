namespace PersonaBatch;

/// <summary>What happens to an existing checkpoint of the same batch id.</summary>
public enum ResumeMode
{
    /// <summary>Resume it; throw, naming the parts, when it was made with another fingerprint.</summary>
    IfCompatible,

    /// <summary>Resume it and keep what is done, whatever its fingerprint.</summary>
    Always,

    /// <summary>Set it aside under another name and start from nothing. Nothing is deleted.</summary>
    StartNew,
}
