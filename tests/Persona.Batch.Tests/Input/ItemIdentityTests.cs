using System.Globalization;

namespace PersonaBatch.Tests.Input;

public sealed class ItemIdentityTests
{
    [Fact]
    public void Of_String_IsTheFirst128BitsOfSha256OverItsUtf8() =>
        new ItemIdentity<string>(selector: null, typeInfo: null).Of("abc", index: 0).Should().Be("ba7816bf8f01cfea414140de5dae2223");

    [Fact]
    public void Of_Integer_DoesNotDependOnTheCulture()
    {
        var sut = new ItemIdentity<int>(selector: null, typeInfo: null);
        var before = CultureInfo.CurrentCulture;
        var english = sut.Of(-5, index: 0);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE");

            sut.Of(-5, index: 0).Should().Be(english);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Of_Object_IsAHashOfItsJsonAndNotOfItsPosition()
    {
        var sut = new ItemIdentity<Pair>(selector: null, JsonMetadata.Of<Pair>(users: null, "so the test fails"));

        sut.Of(new Pair(1, "x"), index: 0).Should().Be(sut.Of(new Pair(1, "x"), index: 9)).And.HaveLength(32);
        sut.Of(new Pair(1, "x"), index: 0).Should().NotBe(sut.Of(new Pair(2, "x"), index: 0));
    }

    [Fact]
    public void Of_Selector_IsTakenAsItIs() =>
        new ItemIdentity<int>(static item => $"#{item}", typeInfo: null).Of(7, index: 0).Should().Be("#7");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Of_SelectorWithoutAnId_NamesTheIndex(string? id) =>
        FluentActions.Invoking(() => new ItemIdentity<int>(_ => id!, typeInfo: null).Of(7, index: 12))
            .Should().Throw<InvalidOperationException>().WithMessage("*index 12*");

    private sealed record Pair(int Number, string Text);
}
