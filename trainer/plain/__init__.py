"""Line mode: the same conversations without a full-screen terminal."""
