using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace RasterFlow.GpuContainer;

/// <summary>Where models run: what this machine has, and what a job gets of it.</summary>
internal sealed class InferenceDevice
{
    /// <summary>Name of the GPU by TensorRT in settings, jobs and results.</summary>
    public const string TensorRt = "tensorrt";

    /// <summary>Name of the GPU by CUDA in settings, jobs and results.</summary>
    public const string Cuda = "cuda";

    /// <summary>Name of the processor in settings, jobs and results.</summary>
    public const string Cpu = "cpu";

    private const string CudaProvider = "CUDAExecutionProvider";
    private const string TensorRtProvider = "TensorrtExecutionProvider";

    // y = x + x, float32 [n]: the smallest model that takes a kernel, to learn whether a GPU really answers.
    private const string ProbeModel = "CAgSADo3Cg4KAXgKAXgSAXkiA0FkZBIBZ1oQCgF4EgsKCQgBEgUKAxIBYmIQCgF5EgsKCQgBEgUKAxIBYkIECgAQDQ==";

    private readonly bool _hasCuda;
    private readonly Lazy<bool> _hasTensorRt;

    /// <summary>What a machine has, by its word; <see cref="Detect"/> finds out.</summary>
    internal InferenceDevice(string name, bool hasCuda, Lazy<bool> hasTensorRt) => (Name, _hasCuda, _hasTensorRt) = (name, hasCuda, hasTensorRt);

    /// <summary>What a job gets that leaves the choice to the worker.</summary>
    public string Name { get; }

    /// <summary>Finds what there is: a GPU that answers, unless <paramref name="requested"/> is <see cref="Cpu"/>; else the processor. Says so once in the log.</summary>
    public static InferenceDevice Detect(string? requested, ILogger log)
    {
        bool hasCuda = requested != Cpu && Answers(CudaProvider, Cuda, log);

        // Loading TensorRT takes seconds and memory, so only who asks for it pays.
        Lazy<bool> hasTensorRt = new(() => hasCuda && Answers(TensorRtProvider, TensorRt, log));
        string name = Of(requested, hasCuda, hasTensorRt);
        if (requested is not null && requested != name)
        {
            log.LogWarning("The device {Requested} was asked for, but there is none: models run on {Device}.", requested, name);
        }

        log.LogInformation("Inference on {Device}; the processor has {Threads} threads", name, Environment.ProcessorCount);
        return new InferenceDevice(name, hasCuda, hasTensorRt);
    }

    /// <summary>The device that a job runs on here: what it asks for, or the next best of TensorRT, CUDA and the processor that is there.</summary>
    public string For(string? requestedByJob) => requestedByJob is null ? Name : Of(requestedByJob, _hasCuda, _hasTensorRt);

    /// <summary>Options for a session on a device.</summary>
    /// <param name="device">What <see cref="For"/> gave.</param>
    /// <param name="threads">Threads of a call on the processor (<see cref="CallPlan"/>).</param>
    /// <param name="cacheFolder">Where TensorRT keeps the engines it has built; null keeps none.</param>
    public static SessionOptions SessionOptionsFor(string device, int threads = 1, string? cacheFolder = null)
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (device == Cpu)
        {
            // Threads that wait for each other sleep: the worker reads, merges and writes on the same cores, and threads that spin would keep it from that.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        if (device == TensorRt)
        {
            AppendTensorRt(options, cacheFolder);
        }

        if (device != Cpu)
        {
            // Under TensorRT too, for the operators that it does not take.
            using OrtCUDAProviderOptions cuda = new();

            // The default, EXHAUSTIVE, times the kernels and may choose another one in each process: other bits for the same patch.
            cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = "0", ["cudnn_conv_algo_search"] = "HEURISTIC" });
            options.AppendExecutionProvider_CUDA(cuda);
        }

        return options;
    }

    private static void AppendTensorRt(SessionOptions options, string? cacheFolder)
    {
        using OrtTensorRTProviderOptions tensorRt = new();
        Dictionary<string, string> settings = new() { ["device_id"] = "0" };
        if (cacheFolder is not null)
        {
            Directory.CreateDirectory(cacheFolder);
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = cacheFolder;
            settings["trt_timing_cache_enable"] = "1";
            settings["trt_timing_cache_path"] = cacheFolder;
        }

        tensorRt.UpdateOptions(settings);
        options.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private static string Of(string? requested, bool hasCuda, Lazy<bool> hasTensorRt) => requested switch
    {
        TensorRt when hasTensorRt.Value => TensorRt,
        not Cpu when hasCuda => Cuda,
        _ => Cpu,
    };

    private static bool Answers(string provider, string device, ILogger log)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(provider))
        {
            return false;
        }

        try
        {
            using SessionOptions options = SessionOptionsFor(device);
            Probe(options);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException || DeviceFaults.IsOfRuntime(e))
        {
            log.LogInformation("No usable device {Device}: {Reason}", device, e.Message);
            return false;
        }
    }

    /// <summary>Runs a tiny model: sessions can be made on a GPU whose driver, or whose kernels, do not fit.</summary>
    /// <exception cref="InvalidOperationException">The device calculates wrong.</exception>
    internal static void Probe(SessionOptions options)
    {
        using InferenceSession session = new(Convert.FromBase64String(ProbeModel), options);
        using RunOptions run = new();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory([1f, 2f, 4f], [3]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["x"], [input], ["y"]);
        if (!outputs[0].GetTensorDataAsSpan<float>().SequenceEqual([2f, 4f, 8f]))
        {
            throw new InvalidOperationException("A sum of three numbers is wrong.");
        }
    }
}
