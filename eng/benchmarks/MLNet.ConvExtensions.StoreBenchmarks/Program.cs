using MLNet.ConvExtensions.StoreBenchmarks;

// What store.sh measures, as lines of CSV: store; or finetune PHOTOS NETWORK AUGMENTATION COUNT EPOCHS; or imbalance PHOTOS CLASS NETWORK
// SEEDS.
if (args is ["finetune", .. string[] training])
    FineTuneSpeed.Run(training);
else if (args is ["imbalance", .. string[] rare])
    RareClass.Run(rare);
else
    StoreSpeed.Run();
