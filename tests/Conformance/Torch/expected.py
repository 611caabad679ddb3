# Prints the numbers that FunctionTests and OptimizerTests expect: shape, sum and sum of squares. Run with PyTorch 1.13 or later.
import torch, torch.nn.functional as F
torch.manual_seed(0)
def p(n,t): print(n, [float('%.7g'%v) for v in t.detach().flatten().tolist()], list(t.shape))
x=(torch.arange(2*3*5*5,dtype=torch.float32).reshape(2,3,5,5)*0.37).sin()
w=(torch.arange(4*3*3*3,dtype=torch.float32).reshape(4,3,3,3)*0.61).cos()*0.3
b=torch.tensor([.1,-.2,.3,-.4])
x.requires_grad_();w.requires_grad_();b.requires_grad_()
def chk(n,y):
    print(n, list(y.shape), '%.7g'%y.sum().item(), '%.7g'%(y*y).sum().item())
chk('conv2d',F.conv2d(x,w,b,stride=(2,1),padding=(1,0)))
chk('conv2d same dil2',F.conv2d(x,w,None,padding='same',dilation=2))
g=(torch.arange(6*1*3*3,dtype=torch.float32).reshape(6,1,3,3)*0.61).cos()*0.3
chk('conv2d groups',F.conv2d(x,g,None,groups=3))
chk('convT',F.conv_transpose2d(x,(torch.arange(3*2*3*3,dtype=torch.float32).reshape(3,2,3,3)*.61).cos(),None,stride=2,padding=1,output_padding=1))
chk('maxpool',F.max_pool2d(x,3,2,1,ceil_mode=True))
chk('avgpool nopad',F.avg_pool2d(x,3,2,1,ceil_mode=True,count_include_pad=False))
chk('adapt',F.adaptive_avg_pool2d(x,(2,3)))
chk('lp',F.lp_pool2d(x.abs(),3.,(2,2)))
chk('lrn',F.local_response_norm(x,3,0.5,0.75,2.))
chk('lrn3',F.local_response_norm(x[0],2,0.5,0.75,2.))
rm=torch.zeros(3);rv=torch.ones(3)
ww=torch.tensor([.5,1.,2.])
y=F.batch_norm(x,rm,rv,ww,torch.tensor([0.,1.,-1.]),True,0.1,1e-5)
chk('bn',y);p('rm',rm);p('rv',rv)
gr=torch.autograd.grad((y*y.cos()).sum(),x)[0]; chk('bngrad',gr)
chk('gn',F.group_norm(x,3)); chk('ln',F.layer_norm(x,(5,)));chk('in',F.instance_norm(x))
for m,a in (('nearest',None),('bilinear',False),('bilinear',True),('bicubic',False),('area',None)):
    chk('interp '+m+str(a),F.interpolate(x,size=(7,9),mode=m,align_corners=a))
chk('interp scale',F.interpolate(x,scale_factor=(1.6,2.3),mode='bilinear',align_corners=False))
for m in ('constant','reflect','replicate','circular'):
    chk('pad '+m,F.pad(x,(1,2,2,1),mode=m,**({'value':.5} if m=='constant' else {})))
theta=torch.tensor([[[.8,.1,.05],[-.1,.9,-.2]],[[1.,0,0],[0,1,0]]])
grid=F.affine_grid(theta,(2,3,4,4),align_corners=False)
for pm in('zeros','border','reflection'): chk('grid '+pm,F.grid_sample(x,grid*1.3,padding_mode=pm,align_corners=False))
for n,f in (('gelu',F.gelu),('silu',F.silu),('mish',F.mish),('elu',lambda t:F.elu(t,.7)),('selu',F.selu),('celu',lambda t:F.celu(t,.7)),('hardswish',F.hardswish),('hardsigmoid',F.hardsigmoid),('softplus',F.softplus),('softsign',F.softsign),('leaky',F.leaky_relu),('hardtanh',lambda t:F.hardtanh(t,-.5,.3)),('logsig',F.logsigmoid),('tanhshrink',F.tanhshrink)): chk(n,f(x))
lg=x.reshape(10,15); t=torch.arange(10)%15
chk('ce',F.cross_entropy(lg,t)); chk('ce w ls',F.cross_entropy(lg,t,torch.linspace(.5,2,15),label_smoothing=.1)); chk('ce sum',F.cross_entropy(lg,t,reduction='sum'))
chk('bce',F.binary_cross_entropy_with_logits(lg,(lg>0.3).float(),pos_weight=torch.full((15,),2.)))
chk('mse',F.mse_loss(lg,lg.detach().cos()));chk('sl1',F.smooth_l1_loss(lg,lg.detach().cos(),beta=.5));chk('huber',F.huber_loss(lg,lg.detach().cos(),delta=.5))
chk('norm',F.normalize(lg,2,1))
l=F.conv2d(x,w,b,padding=1).relu().pow(2).mean(); l.backward()
chk('gx',x.grad);chk('gw',w.grad);chk('gb',b.grad)
def opt(n,mk,steps=4):
    q=torch.nn.Parameter(torch.tensor([.5,-1.,2.,.25])); o=mk([q])
    for i in range(steps):
        o.zero_grad(); (q.sin()*torch.tensor([1.,2.,-1.,3.])).sum().backward(); o.step()
    p(n,q)
O=torch.optim
opt('sgd',lambda q:O.SGD(q,lr=.1)); opt('sgd mom',lambda q:O.SGD(q,lr=.1,momentum=.9,weight_decay=.01)); opt('sgd nest',lambda q:O.SGD(q,lr=.1,momentum=.9,nesterov=True)); opt('sgd damp',lambda q:O.SGD(q,lr=.1,momentum=.9,dampening=.5,maximize=True))
opt('adam',lambda q:O.Adam(q,lr=.1,weight_decay=.01)); opt('adam ams',lambda q:O.Adam(q,lr=.1,amsgrad=True)); opt('adamw',lambda q:O.AdamW(q,lr=.1,weight_decay=.1))
opt('rms',lambda q:O.RMSprop(q,lr=.01)); opt('rms all',lambda q:O.RMSprop(q,lr=.01,momentum=.9,centered=True,weight_decay=.01))
torch.manual_seed(7); p('rand',torch.rand(4)); p('randn',torch.randn(4)); print(torch.randperm(6).tolist())
torch.manual_seed(7); chk('dropout',F.dropout(torch.ones(10,10),.3))
q=[torch.nn.Parameter(torch.zeros(2)) for _ in range(2)]; q[0].grad=torch.tensor([3.,4.]);q[1].grad=torch.tensor([0.,12.]); print('clip',float(torch.nn.utils.clip_grad_norm_(q,1.0)),q[0].grad.tolist(),q[1].grad.tolist())
