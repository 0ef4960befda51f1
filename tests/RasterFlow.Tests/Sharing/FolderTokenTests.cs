using System.Security.Cryptography;
using RasterFlow.Functions.Sharing;

namespace RasterFlow.Tests.Sharing;

public sealed class FolderTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly FolderToken Token = new("mosaics/1a2b/mosaic.zarr", Now.AddHours(1));

    [Fact]
    public void Read_BeforeItsEnd_GivesTheFolder() => FolderToken.Read(Token.Sign(Key), Key, Now).ShouldBe(Token);

    [Fact]
    public void Read_AtItsEnd_IsRefused()
    {
        FolderToken.Read(Token.Sign(Key), Key, Token.Expires.AddSeconds(-1)).ShouldNotBeNull();
        FolderToken.Read(Token.Sign(Key), Key, Token.Expires).ShouldBeNull();
    }

    [Fact]
    public void Read_AnyCharacterChanged_IsRefused()
    {
        string text = Token.Sign(Key);
        for (int i = 0; i < text.Length - 1; i++)
        {
            string changed = string.Concat(text.AsSpan(0, i), text[i] == 'A' ? "B" : "A", text.AsSpan(i + 1));
            FolderToken.Read(changed, Key, Now).ShouldBeNull($"character {i}");
        }
    }

    [Fact]
    public void Read_AnotherKey_IsRefused() => FolderToken.Read(Token.Sign(Key), RandomNumberGenerator.GetBytes(32), Now).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.b.c")]
    [InlineData("%%%.%%%")]
    public void Read_Nonsense_IsRefused(string text) => FolderToken.Read(text, Key, Now).ShouldBeNull();

    [Theory]
    [InlineData("zarr.json", "mosaics/1a2b/mosaic.zarr/zarr.json")]
    [InlineData("2x/variables/c/0/0/0/0", "mosaics/1a2b/mosaic.zarr/2x/variables/c/0/0/0/0")]
    [InlineData("../mosaic.zarr.complete.json", null)]
    [InlineData("a/../../secret", null)]
    [InlineData("a\\..\\..\\secret", null)]
    [InlineData("./zarr.json", null)]
    [InlineData("/zarr.json", null)]
    [InlineData("", null)]
    public void KeyOf_Path_StaysInTheFolder(string path, string? key) => Token.KeyOf(path).ShouldBe(key);
}
