using System.Security.Cryptography;
using System.Text;
using global::DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// The orchestrator's context during one run. Every decision takes the next event id; a decision that the history has is checked against it,
/// and those left at the end are new.
/// </summary>
internal sealed partial class ReplayContext(
    InstanceRecord record,
    DataConverter converter,
    TimeSpan maximumTimer,
    ILoggerFactory loggers,
    ReplaySynchronizationContext synchronization) : TaskOrchestrationContext
{
    private const int MaximumCustomStatusBytes = 16 * 1024;
    private static readonly Guid GuidNamespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    private readonly SortedDictionary<int, HistoryEvent> _undecided = [];
    private readonly Dictionary<int, Action<HistoryEvent>> _open = [];
    private readonly HashSet<int> _cancelledTimers = [];
    private DateTime _now;
    private bool _replaying;
    private int _nextId;
    private int _guids;
    private volatile bool _accessedIllegally;
    private (string? Input, string? Version, bool Preserve)? _next;

    public override TaskName Name => new(record.Name);

    public override string InstanceId => record.InstanceId;

    public override string Version => record.Version ?? string.Empty;

    public override ParentOrchestrationInstance? Parent { get; } =
        record.ParentInstanceId is null ? null : new ParentOrchestrationInstance(record.ParentName!, record.ParentInstanceId);

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _replaying;

    public IReadOnlyList<HistoryEvent> NewActions => [.. _undecided.Values];

    public IReadOnlyCollection<int> CancelledTimers => _cancelledTimers;

    public bool SetsCustomStatus { get; private set; }

    public string? CustomStatus { get; private set; }

    public bool WasAccessedIllegally => _accessedIllegally;

    /// <summary>Whether anything durable can still continue the orchestrator.</summary>
    public bool IsWaiting => _open.Count > 0 || _waiters.Values.Any(list => list.Count > 0);

    public NextExecution? Next => _next is not { } next
        ? null
        : new NextExecution(next.Input, next.Version, next.Preserve ? [.. _arrivals] : []);

    protected override ILoggerFactory LoggerFactory => loggers;

    public void SetReplaying(bool value) => _replaying = value;

    public void Apply(HistoryEvent happened)
    {
        switch (happened.EventType)
        {
            case HistoryEventType.OrchestratorStarted:
                if (_undecided.Count > 0)
                {
                    throw Changed(_undecided.First().Key, "nothing", $"schedules {Describe(_undecided.First().Value)}");
                }

                _now = happened.Timestamp;
                break;
            case HistoryEventType.TaskScheduled:
            case HistoryEventType.TimerCreated:
            case HistoryEventType.SubOrchestrationInstanceCreated:
            case HistoryEventType.EventSent:
                CheckDecision(happened);
                break;
            case HistoryEventType.TaskCompleted:
            case HistoryEventType.TaskFailed:
            case HistoryEventType.TimerFired:
            case HistoryEventType.SubOrchestrationInstanceCompleted:
            case HistoryEventType.SubOrchestrationInstanceFailed:
                if (_open.Remove(happened.TaskScheduledId, out Action<HistoryEvent>? settle))
                {
                    settle(happened);
                }

                break;
            case HistoryEventType.EventRaised:
                Arrive(happened);
                break;
            default:
                break;
        }
    }

    public override T? GetInput<T>()
        where T : default
    {
        EnsureLegal();
        return converter.Deserialize<T>(record.Input);
    }

    public override Guid NewGuid()
    {
        EnsureLegal();
        byte[] name = Encoding.UTF8.GetBytes($"{InstanceId}_{_now:o}_{_guids++}");
#pragma warning disable CA5350 // A name-based GUID is SHA-1 by definition (RFC 9562, version 5).
        byte[] hash = SHA1.HashData([.. GuidNamespace.ToByteArray(bigEndian: true), .. name]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureLegal();
        string? json = converter.Serialize(customStatus);
        if (json is not null && Encoding.Unicode.GetByteCount(json) > MaximumCustomStatusBytes)
        {
            throw new ArgumentException("The size of the JSON-serialized payload must not exceed 16 KB of UTF-16 encoded text.", nameof(customStatus));
        }

        CustomStatus = json;
        SetsCustomStatus = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureLegal();
        _next = (converter.Serialize(newInput), record.Version, preserveUnprocessedEvents);
    }

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EnsureLegal();
        _next = (converter.Serialize(options.NewInput), options.NewVersion ?? record.Version, options.PreserveUnprocessedEvents);
    }

    private static NonDeterministicOrchestrationException Changed(int id, string then, string now) => new(
        $"Non-Deterministic workflow detected at event {id}: the history of this instance has {then}, but the orchestrator's code now {now}. " +
        "Was a change made to the orchestrator code after this instance had already started running?");

    private static string Describe(HistoryEvent decision) => decision.EventType switch
    {
        HistoryEventType.TaskScheduled => $"an activity task '{decision.Name}'",
        HistoryEventType.SubOrchestrationInstanceCreated => $"a sub-orchestration '{decision.Name}'",
        HistoryEventType.TimerCreated => "a timer",
        _ => $"a sent event '{decision.Name}'",
    };

    private void CheckDecision(HistoryEvent then)
    {
        if (!_undecided.Remove(then.EventId, out HistoryEvent? now))
        {
            throw Changed(then.EventId, Describe(then), "did not schedule it");
        }

        if (now.EventType != then.EventType || !string.Equals(now.Name, then.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw Changed(then.EventId, Describe(then), $"schedules {Describe(now)}");
        }
    }

    private int Decide(HistoryEvent decision)
    {
        EnsureLegal();
        int id = _nextId++;
        _undecided.Add(id, decision with { EventId = id, Timestamp = _now });
        return id;
    }

    private void EnsureLegal()
    {
        if (!synchronization.IsLegal)
        {
            _accessedIllegally = true;
            throw new InvalidOperationException(OrchestrationExecutor.IllegalAwait);
        }
    }
}
