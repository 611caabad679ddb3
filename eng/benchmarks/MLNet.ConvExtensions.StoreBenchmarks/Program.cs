using MLNet.ConvExtensions.StoreBenchmarks;

// What store.sh measures, as lines of CSV: store; or finetune PHOTOS NETWORK AUGMENTATION COUNT EPOCHS.
if (args is ["finetune", .. string[] training])
    FineTuneSpeed.Run(training);
else
    StoreSpeed.Run();
