using System.Collections.Concurrent;

namespace RasterFlow.Storage;

/// <summary>
/// Signs the addresses of the Planetary Computer's images (https://planetarycomputer.microsoft.com/docs/concepts/sas): one token for each container,
/// asked for once however many requests wait for it, kept until shortly before it expires, never written anywhere.
/// </summary>
/// <param name="tokens">Reads the token service's answers; must not sign itself.</param>
/// <param name="options">Accounts and token service.</param>
/// <param name="clock">The time.</param>
public sealed class PlanetaryComputerSigner(IRangeReaderFactory tokens, PlanetaryComputerOptions options, TimeProvider? clock = null) : IAddressSigner
{
    private const string BlobHosts = ".blob.core.windows.net";
    private const int MaximumTokenBytes = 64 * 1024;
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(1);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<Uri> SignAsync(Uri address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (ContainerOf(address) is not { } container || IsSigned(address))
        {
            return address;
        }

        AccessToken token = await TokenAsync(container, cancellationToken);
        string query = address.Query.Length > 1 ? $"{address.Query[1..]}&{token.Query}" : token.Query;
        return new UriBuilder(address) { Query = query }.Uri;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A token that is refused is dropped, at most once a minute for each container: where the refusal has another reason,
    /// the token service is not asked for each file.
    /// </remarks>
    public bool TryRenew(Uri signed)
    {
        ArgumentNullException.ThrowIfNull(signed);
        if (ContainerOf(signed) is not { } container || !_slots.TryGetValue(container, out Slot? slot))
        {
            return false;
        }

        lock (slot)
        {
            if (slot.Token is not { } token || !signed.Query.EndsWith(token.Query, StringComparison.Ordinal))
            {
                // Either signed by its own address, or another request has had the token renewed meanwhile.
                return slot.Refused is { } refused && signed.Query.EndsWith(refused, StringComparison.Ordinal);
            }

            DateTimeOffset now = _clock.GetUtcNow();
            if (now - slot.DroppedAt < RenewalPause)
            {
                return false;
            }

            slot.DroppedAt = now;
            slot.Refused = token.Query;
            slot.Token = null;
            return true;
        }
    }

    /// <summary>account/container of an address that needs a token; on this machine itself the account is the first part of the path, as with the storage emulator.</summary>
    private string? ContainerOf(Uri address)
    {
        if (!address.IsAbsoluteUri || address.IsFile)
        {
            return null;
        }

        string[] path = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string account, int first) = address.IsLoopback && path.Length > 0
            ? (path[0], 1)
            : (address.IdnHost.EndsWith(BlobHosts, StringComparison.OrdinalIgnoreCase) ? address.IdnHost[..^BlobHosts.Length] : string.Empty, 0);
        return path.Length > first + 1 && options.Accounts.Contains(account, StringComparer.OrdinalIgnoreCase)
            ? $"{account.ToLowerInvariant()}/{path[first]}"
            : null;
    }

    private static bool IsSigned(Uri address) => address.Query.TrimStart('?').Split('&').Any(part => part.StartsWith("sig=", StringComparison.OrdinalIgnoreCase));

    private async Task<AccessToken> TokenAsync(string container, CancellationToken cancellationToken)
    {
        Slot slot = _slots.GetOrAdd(container, static _ => new Slot());
        Task<AccessToken> fetch;
        lock (slot)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            if (slot.Token is { } token && now < slot.RenewAt && now < token.Expires)
            {
                return token;
            }

            fetch = slot.Fetch ??= Task.Run(() => FetchAsync(slot, container), CancellationToken.None);
        }

        // Whoever stops waiting does not take the token from the others.
        return await fetch.WaitAsync(cancellationToken);
    }

    private async Task<AccessToken> FetchAsync(Slot slot, string container)
    {
        try
        {
            Uri address = new($"{options.TokenService.ToString().TrimEnd('/')}/{container}");
            byte[] answer = await DocumentReader.ReadAsync(tokens.Open(address), MaximumTokenBytes, CancellationToken.None);
            AccessToken token = AccessToken.Parse(answer, SafeAddress.Text(address));
            DateTimeOffset now = _clock.GetUtcNow();
            lock (slot)
            {
                // A token of short life is used for half of it.
                TimeSpan life = token.Expires - now;
                slot.RenewAt = token.Expires - (life > options.RenewBefore * 2 ? options.RenewBefore : life / 2);
                slot.Token = token;
                slot.Fetch = null;
                return token;
            }
        }
        catch (Exception)
        {
            lock (slot)
            {
                slot.Fetch = null;
                DateTimeOffset now = _clock.GetUtcNow();
                if (slot.Token is not { } old || old.Expires <= now)
                {
                    throw;
                }

                // Renewing failed early enough: the old token does for now, and the service is left in peace for half of the time that is left.
                slot.RenewAt = now + ((old.Expires - now) / 2);
                return old;
            }
        }
    }

    /// <summary>What is known of one container; locked while it is looked at.</summary>
    private sealed class Slot
    {
        public AccessToken? Token { get; set; }

        public DateTimeOffset RenewAt { get; set; }

        /// <summary>When a token was dropped because it was refused.</summary>
        public DateTimeOffset DroppedAt { get; set; } = DateTimeOffset.MinValue;

        /// <summary>The token that was dropped.</summary>
        public string? Refused { get; set; }

        public Task<AccessToken>? Fetch { get; set; }
    }
}
