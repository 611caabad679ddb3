"""Makes square.gif and square.webp, in which a square moves over a ground, and prints what Pillow sees of each frame.
Needs Debian's python3-pil: /usr/bin/python3 make_animations.py"""

from PIL import Image, ImageDraw, ImageSequence

DURATIONS = [100, 400, 500, 1000]
frames = []
for i in range(4):
    image = Image.new("RGB", (16, 12), (20, 40, 200))
    ImageDraw.Draw(image).rectangle([4 * i, 3, 4 * i + 3, 8], fill=(250, 60 * i, 0))
    frames.append(image)
frames[0].save("square.gif", save_all=True, append_images=frames[1:], duration=DURATIONS, loop=0, disposal=1)
frames[0].save("square.webp", save_all=True, append_images=frames[1:], duration=DURATIONS, lossless=True)
for name in "square.gif", "square.webp":
    for frame in ImageSequence.Iterator(Image.open(name)):
        rgb = frame.convert("RGB")
        print(name, [rgb.getpixel((x, 5)) for x in (1, 5, 9, 13)], rgb.getpixel((0, 0)), frame.info.get("duration"))
