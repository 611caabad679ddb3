namespace MLNet.ConvExtensions;

/// <summary>What the numbers that a detector gives mean. N is the number of boxes, C that of classes.</summary>
public enum DetectorLayout
{
    /// <summary>
    /// YOLOv5, and v6 and v7 without their own suppression; MegaDetector v5: [1, N, 5 + C], of each box its centre, width and height in
    /// pixels of the network's input, the probability that it is an object, and those of the classes if it is one.
    /// </summary>
    YoloV5,

    /// <summary>
    /// YOLOv8, v9, v11: [1, 4 + C, N], of each box its centre, width and height in pixels of the network's input, and the probabilities of
    /// the classes.
    /// </summary>
    YoloV8,

    /// <summary>
    /// YOLOv10, and networks exported by ultralytics with <c>nms=True</c>: [1, N, 6], of each box left, top, right and bottom in pixels of
    /// the network's input, its probability, its class. The network has suppressed what overlaps.
    /// </summary>
    EndToEnd,

    /// <summary>
    /// YOLOv7 with its own suppression: [N, 7] or [1, N, 7], of each box the image, left, top, right and bottom in pixels of the network's
    /// input, its class, its probability.
    /// </summary>
    EndToEndBatch,

    /// <summary>
    /// Two outputs, scores [1, N, 1 + C], of which class 0 is the background, and boxes [1, N, 4]: left, top, right and bottom as parts of
    /// the image. Ultraface, and SSD networks of PyTorch.
    /// </summary>
    Ssd,

    /// <summary>
    /// TensorFlow's object detection: detection_boxes [1, N, 4], top, left, bottom and right as parts of the image, detection_scores [1, N]
    /// and detection_classes [1, N], counted from 1. The network has suppressed what overlaps.
    /// </summary>
    TensorFlow,
}
