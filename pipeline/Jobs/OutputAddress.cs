using System.Security.Cryptography;
using System.Text;

namespace RasterFlow.Jobs;

/// <summary>Addresses of outputs by content: a hash of everything that determines the bytes.</summary>
internal static class OutputAddress
{
    // Rises whenever the same plan would give other bytes, so that outputs of different versions never mix.
    private const string FormatVersion = "3";

    /// <summary>The hash of a work's determining parts, in order.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(FormatVersion);
        foreach (string part in parts)
        {
            Append(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));

        // The length goes first: "ab" + "c" must not equal "a" + "bc".
        void Append(string part)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
